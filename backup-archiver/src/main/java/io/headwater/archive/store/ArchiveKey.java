package io.headwater.archive.store;

import io.headwater.schemas.HeadwaterException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * The secret of an encrypted archive: 32 random bytes, given in base 64. Whoever loses it loses the archive. Any thread.
 *
 * <p>It never encrypts anything itself: each object has a key of its own, derived by HKDF (RFC 5869) from this one, the object's random salt and its name.
 */
public final class ArchiveKey {
    /** Names a file that holds the key. */
    public static final String FILE_VARIABLE = "HEADWATER_ARCHIVE_KEY_FILE";
    /** Holds the key itself. */
    public static final String VARIABLE = "HEADWATER_ARCHIVE_KEY";

    /** Length of {@link #id}. */
    static final int ID_BYTES = 8;

    private static final int BYTES = 32;
    private static final byte[] ID_LABEL = "headwater archive key id".getBytes(StandardCharsets.US_ASCII);
    private static final String HINT = "make a key with: head -c 32 /dev/urandom | base64";

    private final byte[] secret;

    private ArchiveKey(byte[] secret) {
        this.secret = secret;
    }

    /**
     * The key that the environment gives; empty if it gives none.
     *
     * @throws HeadwaterException if it gives two, or one that cannot be used
     */
    public static Optional<ArchiveKey> of(Map<String, String> environment) {
        String file = environment.getOrDefault(FILE_VARIABLE, "");
        String text = environment.getOrDefault(VARIABLE, "");
        if (!file.isEmpty() && !text.isEmpty()) {
            throw unusable("both " + FILE_VARIABLE + " and " + VARIABLE + " are set", "unset one of them");
        }
        if (!text.isEmpty()) {
            return Optional.of(parse(text, VARIABLE));
        }
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(parse(Files.readString(Path.of(file), StandardCharsets.US_ASCII), file));
        } catch (IOException e) {
            throw unusable("the archive key cannot be read from " + file, "check " + FILE_VARIABLE);
        }
    }

    /**
     * Reads a key.
     *
     * @param source what an error message calls the place where it was found
     * @throws HeadwaterException if it is no key
     */
    static ArchiveKey parse(String text, String source) {
        try {
            byte[] secret = Base64.getDecoder().decode(text.strip());
            if (secret.length == BYTES) {
                return new ArchiveKey(secret);
            }
        } catch (IllegalArgumentException e) {
            // as one of another length; the exception would show a part of the secret
        }
        throw unusable(source + " holds no archive key: 32 bytes in base 64", HINT);
    }

    private static HeadwaterException unusable(String message, String hint) {
        return new HeadwaterException(message, hint, HeadwaterException.EXIT_USAGE);
    }

    /** Tells keys apart and betrays nothing of them. */
    byte[] id() {
        MessageDigest digest = io.headwater.archive.Sha256.digest();
        digest.update(ID_LABEL);
        return Arrays.copyOf(digest.digest(secret), ID_BYTES);
    }

    /** As {@link #id}, in 16 hexadecimal digits. */
    public String idText() {
        return HexFormat.of().formatHex(id());
    }

    /** The AES-256 key of one object. */
    SecretKey derive(byte[] salt, byte[] info) {
        AlgorithmParameterSpec parameters =
                HKDFParameterSpec.ofExtract().addIKM(secret).addSalt(salt).thenExpand(info, BYTES);
        try {
            return KDF.getInstance("HKDF-SHA256").deriveKey("AES", parameters);
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java platform from 25 on has HKDF", e);
        }
    }
}
