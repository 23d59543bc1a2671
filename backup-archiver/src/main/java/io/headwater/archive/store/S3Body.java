package io.headwater.archive.store;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.zip.CRC32C;
import software.amazon.awssdk.core.sync.RequestBody;

/** The bytes of one request, in memory so that it can be sent again. */
final class S3Body {
    private final byte[] bytes;

    /**
     * Reads the bytes.
     *
     * @throws EOFException if there are fewer
     */
    S3Body(InputStream in, int length) throws IOException {
        bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the content is shorter than its length");
        }
    }

    int length() {
        return bytes.length;
    }

    /** As S3's headers have it: four bytes, big-endian, in base 64. */
    String crc32c() {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return Base64.getEncoder().encodeToString(ByteBuffer.allocate(Integer.BYTES).putInt((int) crc.getValue()).array());
    }

    RequestBody request() {
        return RequestBody.fromContentProvider(() -> new ByteArrayInputStream(bytes), bytes.length, "application/octet-stream");
    }
}
