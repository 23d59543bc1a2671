package io.headwater.archive.store;

import io.headwater.archive.DamagedObjectException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * The format of an encrypted object, and the cipher for its chunks. One thread.
 *
 * <pre>
 * offset  bytes
 *      0      4  "HWE" and the format's version, 1
 *      4      4  plain bytes of a chunk, big-endian: 65536
 *      8      8  id of the archive key: first 8 bytes of SHA-256("headwater archive key id" || key)
 *     16     32  salt, random for each put
 *     48         chunks: each 65536 bytes of the object, the last one 0 to 65536, encrypted, and a tag of 16 bytes behind
 * </pre>
 *
 * <p>The object's own key is HKDF-SHA256(key, salt, info = bytes 0 to 15 || the object's name); so neither header nor name can be changed, and no
 * object takes another's place. Chunks are AES-256-GCM; the nonce of each is its index in 11 bytes, big-endian, and a byte that is 1 for the last chunk and 0
 * for the others: a chunk that is moved, left out or doubled fails its tag, and so does the one at which an object was cut. There always is a last chunk, empty if
 * the object is. Source of the construction: Hoang, Reyhanitabar, Rogaway and Vizar, "Online Authenticated-Encryption and its Nonce-Reuse Misuse-Resistance"
 * (STREAM), 2015.
 */
final class ChunkCipher {
    static final int HEADER_BYTES = 48;
    static final int CHUNK_BYTES = 1 << 16;
    static final int TAG_BYTES = 16;
    /** A chunk as it is stored. */
    static final int SEALED_BYTES = CHUNK_BYTES + TAG_BYTES;

    private static final byte[] MAGIC = {'H', 'W', 'E', 1};
    private static final int FIXED_BYTES = 16;
    private static final int NONCE_BYTES = 12;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SecretKey key;
    private final String name;
    private final Cipher cipher;

    private ChunkCipher(SecretKey key, String name) {
        this.key = key;
        this.name = name;
        try {
            cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java platform has AES-GCM", e);
        }
    }

    /** A header for a new object. */
    static byte[] newHeader(ArchiveKey key) {
        byte[] salt = new byte[HEADER_BYTES - FIXED_BYTES];
        RANDOM.nextBytes(salt);
        return ByteBuffer.allocate(HEADER_BYTES).put(MAGIC).putInt(CHUNK_BYTES).put(key.id()).put(salt).array();
    }

    /** The cipher of an object with that header. */
    static ChunkCipher of(ArchiveKey key, byte[] header, String name) {
        byte[] nameBytes = name.getBytes(StandardCharsets.US_ASCII);
        byte[] info = ByteBuffer.allocate(FIXED_BYTES + nameBytes.length).put(header, 0, FIXED_BYTES).put(nameBytes).array();
        return new ChunkCipher(key.derive(Arrays.copyOfRange(header, FIXED_BYTES, HEADER_BYTES), info), name);
    }

    /**
     * The cipher for what was stored under that header.
     *
     * @throws ArchiveKeyException if it is not encrypted, or with another key
     * @throws DamagedObjectException if this is no header
     */
    static ChunkCipher opening(ArchiveKey key, byte[] header, String name, String store) {
        if (!isEncrypted(header)) {
            throw ArchiveKeyException.notEncrypted(name, store);
        }
        if (header.length < HEADER_BYTES || ByteBuffer.wrap(header).getInt(MAGIC.length) != CHUNK_BYTES) {
            throw new DamagedObjectException(name, "is damaged: its encryption header is not one");
        }
        if (!keyId(header).equals(key.idText())) {
            throw ArchiveKeyException.wrong(name, store, keyId(header), key.idText());
        }
        return of(key, header, name);
    }

    /** Whether an object that starts with these bytes is encrypted. */
    static boolean isEncrypted(byte[] start) {
        return start.length >= MAGIC.length && Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
    }

    /** The id of the key that an object with that header, or the first half of one, needs. */
    static String keyId(byte[] header) {
        int from = MAGIC.length + Integer.BYTES;
        return header.length < FIXED_BYTES ? "unknown" : HexFormat.of().formatHex(header, from, from + ArchiveKey.ID_BYTES);
    }

    /** How many bytes are stored for so many. */
    static long sealedBytes(long plainBytes) {
        long chunks = Math.max(1, (plainBytes + CHUNK_BYTES - 1) / CHUNK_BYTES);
        return HEADER_BYTES + plainBytes + chunks * TAG_BYTES;
    }

    /** The inverse of {@link #sealedBytes}; 0 for what nothing can have been sealed to. */
    static long plainBytes(long sealedBytes) {
        long body = sealedBytes - HEADER_BYTES;
        long chunks = (body + SEALED_BYTES - 1) / SEALED_BYTES;
        return Math.max(0, body - chunks * TAG_BYTES);
    }

    /** Encrypts a chunk into {@code target}; returns how many bytes that made. */
    int seal(long index, boolean last, byte[] plain, int length, byte[] target) {
        try {
            cipher.init(Cipher.ENCRYPT_MODE, key, nonce(index, last));
            return cipher.doFinal(plain, 0, length, target);
        } catch (GeneralSecurityException e) {
            throw new AssertionError("a chunk of " + length + " bytes cannot be encrypted", e);
        }
    }

    /**
     * Decrypts a chunk into {@code target}; returns how many bytes that made.
     *
     * @throws DamagedObjectException if it is not the chunk that was sealed there
     */
    int open(long index, boolean last, byte[] sealed, int offset, int length, byte[] target, int targetOffset) {
        try {
            cipher.init(Cipher.DECRYPT_MODE, key, nonce(index, last));
            return cipher.doFinal(sealed, offset, length, target, targetOffset);
        } catch (GeneralSecurityException e) {
            throw new DamagedObjectException(
                    name, "is damaged: chunk " + index + " is not what was encrypted there" + (last ? ", or the object was cut behind it" : ""));
        }
    }

    private static GCMParameterSpec nonce(long index, boolean last) {
        byte[] nonce = ByteBuffer.allocate(NONCE_BYTES).putLong(NONCE_BYTES - 1 - Long.BYTES, index).put(NONCE_BYTES - 1, (byte) (last ? 1 : 0)).array();
        return new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce);
    }
}
