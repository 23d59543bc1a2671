package io.headwater.archive.store;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.ThreadLocalRandom;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * An object's bytes, which go on where they stopped when the connection breaks or stalls, as long as the object is the same one. One thread.
 *
 * <p>The SDK repeats a call only until its answer begins; a snapshot of gigabytes takes longer than connections live.
 */
final class S3Download extends InputStream {
    private final S3Client client;
    private final S3Location location;
    private final S3Patience patience;
    private final GetObjectRequest request;
    private final String etag;
    private final long length;
    private ResponseInputStream<GetObjectResponse> in;
    private long position;
    private int failures;

    /** Begins; throws the SDK's exception if that fails. */
    S3Download(S3Client client, S3Location location, S3Patience patience, GetObjectRequest request) {
        this.client = client;
        this.location = location;
        this.patience = patience;
        this.request = request;
        in = client.getObject(request);
        etag = in.response().eTag();
        length = in.response().contentLength();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int count) throws IOException {
        while (true) {
            if (count == 0 || position == length) {
                return count == 0 ? 0 : -1;
            }
            try {
                int read = in.read(target, offset, count);
                if (read > 0) {
                    position += read;
                    failures = 0;
                    return read;
                }
                resume(new IOException("the connection ended after " + position + " of " + length + " bytes"));
            } catch (IOException | SdkException e) {
                resume(e);
            }
        }
    }

    private void resume(Exception reason) throws IOException {
        in.abort();
        while (true) {
            if (++failures >= patience.attempts()) {
                throw new IOException("reading " + request.key() + " in " + location.url() + " broke off: " + reason.getMessage(), reason);
            }
            pause();
            try {
                in = client.getObject(request.toBuilder().range("bytes=" + position + "-").ifMatch(etag).build());
                return;
            } catch (S3Exception e) {
                if (e.statusCode() == S3Faults.NOT_FOUND || e.statusCode() == S3Faults.PRECONDITION_FAILED) {
                    throw new IOException(request.key() + " in " + location.url() + " was replaced or deleted while it was read", e);
                }
                throw new IOException(S3Faults.of("read " + request.key(), location, e).getMessage(), e);
            } catch (SdkException e) {
                reason = e; // the SDK has tried for a while, too
            }
        }
    }

    private void pause() throws IOException {
        long longestMs = Math.min(patience.longestPause().toMillis(), patience.firstPause().toMillis() << Math.min(failures, 16));
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(longestMs + 1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void close() throws IOException {
        if (position == length) {
            in.close();
        } else {
            in.abort(); // closing would read the rest
        }
    }
}
