package io.headwater.archive.store;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * One put: a request for a small object, parts for a large one. The server checks the CRC-32C of all it takes. One thread.
 *
 * <p>A request whose answer was lost is sent again, and may then meet its own success: so each put marks its object with a nonce, by which it knows it again.
 */
final class S3Upload {
    /** The size from which an object goes in parts, and the least size of a part. */
    static final int PART_BYTES = 16 << 20;
    /** The most parts that a server takes. */
    private static final int MAX_PARTS = 10_000;
    private static final String NONCE = "headwater-put";

    private final S3Client client;
    private final String bucket;
    private final String key;
    private final @Nullable String ifNoneMatch;
    private final String nonce = UUID.randomUUID().toString();

    /** @param onlyIfAbsent whether an object of that key stops the put */
    S3Upload(S3Client client, String bucket, String key, boolean onlyIfAbsent) {
        this.client = client;
        this.bucket = bucket;
        this.key = key;
        this.ifNoneMatch = onlyIfAbsent ? "*" : null;
    }

    /** Whether an object of that size goes in parts. */
    static boolean isLarge(long bytes) {
        return bytes > PART_BYTES;
    }

    /**
     * Puts.
     *
     * @return false if there was an object and none is wanted to be replaced
     * @throws IOException if the content cannot be read
     */
    boolean put(Content content) throws IOException {
        long length = content.length();
        try (InputStream in = content.open()) {
            if (isLarge(length)) {
                putInParts(in, length);
            } else {
                putAtOnce(new S3Body(in, (int) length));
            }
            return true;
        } catch (S3Exception e) {
            boolean answered = e.statusCode() == S3Faults.PRECONDITION_FAILED || e.statusCode() == S3Faults.NOT_FOUND;
            if (answered && isStored()) {
                return true;
            }
            if (e.statusCode() == S3Faults.PRECONDITION_FAILED) {
                return false;
            }
            throw e;
        }
    }

    private void putAtOnce(S3Body body) {
        client.putObject(
                put -> put.bucket(bucket)
                        .key(key)
                        .ifNoneMatch(ifNoneMatch)
                        .metadata(Map.of(NONCE, nonce))
                        .contentLength((long) body.length())
                        .checksumCRC32C(body.crc32c()),
                body.request());
    }

    private void putInParts(InputStream in, long length) throws IOException {
        int partBytes = (int) Math.max(PART_BYTES, (length + MAX_PARTS - 1) / MAX_PARTS);
        String upload = client.createMultipartUpload(create -> create.bucket(bucket)
                        .key(key)
                        .metadata(Map.of(NONCE, nonce))
                        .checksumAlgorithm(ChecksumAlgorithm.CRC32_C))
                .uploadId();
        try {
            List<CompletedPart> parts = new ArrayList<>();
            for (long rest = length; rest > 0; rest -= partBytes) {
                parts.add(part(upload, parts.size() + 1, new S3Body(in, (int) Math.min(rest, partBytes))));
            }
            if (in.read() >= 0) {
                throw new EOFException("the content is longer than its length");
            }
            complete(upload, parts);
        } catch (IOException | RuntimeException e) {
            abort(upload);
            throw e;
        }
    }

    private CompletedPart part(String upload, int number, S3Body body) {
        var answer = client.uploadPart(
                part -> part.bucket(bucket)
                        .key(key)
                        .uploadId(upload)
                        .partNumber(number)
                        .contentLength((long) body.length())
                        .checksumCRC32C(body.crc32c()),
                body.request());
        return CompletedPart.builder()
                .partNumber(number)
                .eTag(answer.eTag())
                .checksumCRC32C(answer.checksumCRC32C())
                .build();
    }

    private void complete(String upload, List<CompletedPart> parts) {
        client.completeMultipartUpload(complete -> complete.bucket(bucket)
                .key(key)
                .uploadId(upload)
                .ifNoneMatch(ifNoneMatch)
                .multipartUpload(all -> all.parts(parts)));
    }

    /** What this leaves behind, because the server is away, a sweep takes. */
    private void abort(String upload) {
        try {
            client.abortMultipartUpload(abort -> abort.bucket(bucket).key(key).uploadId(upload));
        } catch (SdkException e) {
            // the reason for the abort is what the caller wants to know
        }
    }

    private boolean isStored() {
        try {
            return nonce.equals(
                    client.headObject(head -> head.bucket(bucket).key(key)).metadata().get(NONCE));
        } catch (S3Exception e) {
            if (e.statusCode() == S3Faults.NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }
}
