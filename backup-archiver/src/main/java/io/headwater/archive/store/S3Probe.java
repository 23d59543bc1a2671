package io.headwater.archive.store;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Finds out, before the first use, whether a server keeps its word on {@code If-None-Match: *}: one that ignores the header would let two archivers write one
 * segment. It tries on an object of its own, whose name no other object can have. Any thread.
 */
final class S3Probe {
    private static final String NAME = ".headwater-probe";
    private static final byte[] CONTENT = "Whether a conditional write is refused is tried on this object.\n".getBytes(StandardCharsets.US_ASCII);

    private final S3Client client;
    private final S3Location location;
    private final String key;
    private final AtomicBoolean puts = new AtomicBoolean();
    private final AtomicBoolean parts = new AtomicBoolean();

    S3Probe(S3Client client, S3Location location) {
        this.client = client;
        this.location = location;
        this.key = location.key(NAME);
    }

    /**
     * Returns if conditional writes work.
     *
     * @param large of objects that go in parts, too
     * @throws StoreException if they do not, or the server cannot be asked
     */
    void require(boolean large) {
        if (!puts.get()) {
            boolean refused = putRefused();
            if (!refused) { // the first of all tries creates the object and proves nothing; the next must be refused
                refused = putRefused();
            }
            if (!refused) {
                throw unsupported();
            }
            puts.set(true);
        }
        if (large && !parts.get()) {
            if (!partsRefused()) {
                throw unsupported();
            }
            parts.set(true);
        }
    }

    private boolean putRefused() {
        try {
            S3Body body = body();
            client.putObject(put -> put.bucket(location.bucket()).key(key).ifNoneMatch("*"), body.request());
            return false;
        } catch (S3Exception e) {
            return judge(e);
        }
    }

    private boolean partsRefused() {
        String upload = client.createMultipartUpload(create -> create.bucket(location.bucket()).key(key)).uploadId();
        try {
            S3Body body = body();
            var part = client.uploadPart(
                    one -> one.bucket(location.bucket()).key(key).uploadId(upload).partNumber(1), body.request());
            CompletedPart completed = CompletedPart.builder().partNumber(1).eTag(part.eTag()).build();
            client.completeMultipartUpload(complete -> complete.bucket(location.bucket())
                    .key(key)
                    .uploadId(upload)
                    .ifNoneMatch("*")
                    .multipartUpload(all -> all.parts(completed)));
            return false;
        } catch (S3Exception e) {
            abort(upload);
            return judge(e);
        }
    }

    private void abort(String upload) {
        try {
            client.abortMultipartUpload(abort -> abort.bucket(location.bucket()).key(key).uploadId(upload));
        } catch (SdkException e) {
            // a sweep takes it
        }
    }

    private boolean judge(S3Exception e) {
        if (e.statusCode() == S3Faults.PRECONDITION_FAILED) {
            return true;
        }
        if (e.statusCode() == 501 || e.statusCode() == 400) {
            throw unsupported();
        }
        throw e;
    }

    private static S3Body body() {
        try {
            return new S3Body(new ByteArrayInputStream(CONTENT), CONTENT.length);
        } catch (IOException e) {
            throw new UncheckedIOException("a read from memory failed", e);
        }
    }

    private StoreException unsupported() {
        return new StoreException(
                "the server of " + location.url() + " does not support conditional writes (If-None-Match: *), without which two archivers could overwrite each other",
                "use a server that does: Amazon S3, MinIO, Ceph and others have it in their current versions");
    }
}
