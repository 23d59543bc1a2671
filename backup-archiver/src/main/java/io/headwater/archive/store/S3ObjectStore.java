package io.headwater.archive.store;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Objects of a bucket, on Amazon S3 or a server that speaks its protocol. {@link #putIfAbsent} is a conditional write ({@code If-None-Match: *}), which
 * the server decides; one that does not know it is refused (see {@link S3Probe}). Every call is repeated within bounds ({@link S3Patience}), and may be:
 * see {@link S3Upload} for a put that meets itself.
 *
 * <p>Source: Amazon Simple Storage Service API Reference.
 */
final class S3ObjectStore implements ObjectStore {
    /** Uploads in parts that began so long ago are nobody's: each part has a bound of time. */
    private static final Duration ABANDONED = Duration.ofDays(1);
    private static final int CONFLICTS = 5;

    private final S3Location location;
    private final S3Patience patience;
    private final InstantSource clock;
    private final S3Client client;
    private final S3Probe probe;

    S3ObjectStore(S3Location location, S3Patience patience, InstantSource clock) {
        this.location = location;
        this.patience = patience;
        this.clock = clock;
        try {
            client = S3Clients.open(location, patience);
        } catch (SdkException e) {
            throw S3Faults.of("open the store", location, e);
        }
        probe = new S3Probe(client, location);
    }

    @Override
    public void put(String name, Content content) {
        upload(name, content, false);
    }

    @Override
    public boolean putIfAbsent(String name, Content content) {
        return upload(name, content, true);
    }

    private boolean upload(String name, Content content, boolean onlyIfAbsent) {
        String key = location.key(ObjectStores.checked(name));
        return call("write " + name, () -> {
            try {
                boolean large = S3Upload.isLarge(content.length());
                if (onlyIfAbsent) {
                    probe.require(large);
                    if (large && exists(key)) {
                        return false; // spares the way of all its parts
                    }
                }
                return uploadThroughConflicts(key, content, onlyIfAbsent);
            } catch (IOException e) {
                throw new StoreException("cannot write " + name + " in " + url() + ": its content cannot be read: " + e.getMessage(), e);
            }
        });
    }

    /** Two conditional writes of one key at the same time may both be told to try again. */
    private boolean uploadThroughConflicts(String key, Content content, boolean onlyIfAbsent) throws IOException {
        for (int tries = 1; ; tries++) {
            try {
                return new S3Upload(client, location.bucket(), key, onlyIfAbsent).put(content);
            } catch (S3Exception e) {
                if (e.statusCode() != S3Faults.CONFLICT || tries == CONFLICTS) {
                    throw e;
                }
            }
        }
    }

    private boolean exists(String key) {
        try {
            client.headObject(head -> head.bucket(location.bucket()).key(key));
            return true;
        } catch (S3Exception e) {
            if (e.statusCode() == S3Faults.NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public InputStream get(String name) {
        GetObjectRequest request = request(name).build();
        return call("read " + name, () -> existing(name, () -> new S3Download(client, location, patience, request)));
    }

    @Override
    public byte[] range(String name, long offset, int length) {
        GetObjectRequest request = request(name).range("bytes=" + offset + "-" + (offset + Math.max(1, length) - 1)).build();
        if (length == 0) {
            return new byte[0];
        }
        return call("read " + name, () -> existing(name, () -> {
            try {
                return client.getObject(request, ResponseTransformer.toBytes()).asByteArrayUnsafe();
            } catch (S3Exception e) {
                if (e.statusCode() == S3Faults.RANGE_BEHIND_END) {
                    return new byte[0];
                }
                throw e;
            }
        }));
    }

    private GetObjectRequest.Builder request(String name) {
        return GetObjectRequest.builder().bucket(location.bucket()).key(location.key(ObjectStores.checked(name)));
    }

    private <T> T existing(String name, Supplier<T> read) {
        try {
            return read.get();
        } catch (S3Exception e) {
            boolean noBucket = e.awsErrorDetails() != null && "NoSuchBucket".equals(e.awsErrorDetails().errorCode());
            if (e.statusCode() == S3Faults.NOT_FOUND && !noBucket) {
                throw new NoSuchObjectException(name, url());
            }
            throw e;
        }
    }

    @Override
    public List<ObjectInfo> list(String prefix) {
        return call("list " + prefix, () -> {
            List<ObjectInfo> found = new ArrayList<>();
            for (S3Object object : client.listObjectsV2Paginator(list -> list.bucket(location.bucket()).prefix(location.key(prefix)))
                    .contents()) {
                String name = location.name(object.key());
                if (ObjectStores.isName(name)) { // what else is in the bucket is not ours
                    found.add(new ObjectInfo(name, object.size()));
                }
            }
            found.sort(Comparator.comparing(ObjectInfo::name));
            return found;
        });
    }

    @Override
    public void delete(String name) {
        String key = location.key(ObjectStores.checked(name));
        call("delete " + name, () -> client.deleteObject(delete -> delete.bucket(location.bucket()).key(key)));
    }

    /** Ends uploads in parts that were begun more than a day ago. Where the credentials do not reach so far, a rule of the bucket must do it. */
    @Override
    public int sweep() {
        Instant before = clock.instant().minus(ABANDONED);
        try {
            int swept = 0;
            for (MultipartUpload upload : client.listMultipartUploadsPaginator(
                            list -> list.bucket(location.bucket()).prefix(location.key("")))
                    .uploads()) {
                if (upload.initiated().isBefore(before)) {
                    client.abortMultipartUpload(
                            abort -> abort.bucket(location.bucket()).key(upload.key()).uploadId(upload.uploadId()));
                    swept++;
                }
            }
            return swept;
        } catch (S3Exception e) {
            if (e.statusCode() == 403 || e.statusCode() == 405 || e.statusCode() == 501) {
                return 0;
            }
            throw S3Faults.of("list unfinished uploads", location, e);
        } catch (SdkException e) {
            throw S3Faults.of("list unfinished uploads", location, e);
        }
    }

    private <T> T call(String what, Supplier<T> call) {
        try {
            return call.get();
        } catch (SdkException e) {
            throw S3Faults.of(what, location, e);
        }
    }

    @Override
    public String url() {
        return location.url();
    }

    @Override
    public void close() {
        client.close();
    }
}
