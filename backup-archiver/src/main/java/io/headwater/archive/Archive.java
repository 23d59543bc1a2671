package io.headwater.archive;

import io.headwater.archive.store.Content;
import io.headwater.archive.store.NoSuchObjectException;
import io.headwater.archive.store.ObjectInfo;
import io.headwater.archive.store.ObjectStore;
import io.headwater.archive.store.StoreException;
import io.headwater.schemas.ArchiveManifest;
import io.headwater.schemas.ArchiveManifest.StoredObject;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.Timeline;
import io.headwater.schemas.Topics;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** A cluster's part of an object store, laid out as {@link ArchiveLayout} says. Any thread. */
public final class Archive {
    private final ObjectStore store;
    private final String cluster;

    /**
     * @param cluster the cluster's name
     * @throws HeadwaterException if no cluster can have that name
     */
    public Archive(ObjectStore store, String cluster) {
        Topics.readers(cluster);
        this.store = store;
        this.cluster = cluster;
    }

    public ObjectStore store() {
        return store;
    }

    public String cluster() {
        return cluster;
    }

    /** How many shards the cluster has; 0 if nothing was archived yet. */
    public int shards() {
        String name = ArchiveLayout.shards(cluster);
        try {
            return Integer.parseInt(new String(store.range(name, 0, 20), StandardCharsets.US_ASCII).strip());
        } catch (NoSuchObjectException e) {
            return 0;
        } catch (NumberFormatException e) {
            throw new DamagedObjectException(name, "holds no number");
        }
    }

    /**
     * Records how many shards the cluster has.
     *
     * @throws HeadwaterException if another number is on record
     */
    public void recordShards(int shards) {
        store.putIfAbsent(ArchiveLayout.shards(cluster), Content.of((shards + "\n").getBytes(StandardCharsets.US_ASCII)));
        int recorded = shards();
        if (recorded != shards) {
            throw new HeadwaterException(
                    "archive " + store.url() + " holds cluster " + cluster + " with " + recorded + " shards, not " + shards,
                    "use another --store for another cluster",
                    HeadwaterException.EXIT_FENCED);
        }
    }

    /** The timelines of which the archive holds anything of a shard, in no order that matters. */
    public List<Timeline> timelines(int shard) {
        TreeSet<String> names = new TreeSet<>();
        for (ObjectInfo object : store.list(ArchiveLayout.shard(cluster, shard))) {
            String base = ArchiveLayout.base(ArchiveLayout.parent(object.name()));
            if (base.length() == 2 * Timeline.BYTES) {
                names.add(base);
            }
        }
        return names.stream().map(Timeline::parse).toList();
    }

    /** Every object of a timeline, manifests left out. */
    public List<ObjectInfo> objects(int shard, Timeline timeline) {
        List<ObjectInfo> objects = new ArrayList<>(store.list(ArchiveLayout.log(cluster, shard, timeline)));
        objects.addAll(store.list(ArchiveLayout.snapshots(cluster, shard, timeline)));
        return objects;
    }

    /** The names of a timeline's snapshots that have a manifest, in no order that matters. */
    public List<SnapshotName> snapshots(int shard, Timeline timeline) {
        List<SnapshotName> names = new ArrayList<>();
        for (ObjectInfo object : store.list(ArchiveLayout.snapshots(cluster, shard, timeline))) {
            String base = ArchiveLayout.base(object.name());
            if (base.endsWith(SnapshotName.MANIFEST)) {
                SnapshotName.parse(base.substring(0, base.length() - SnapshotName.MANIFEST.length())).ifPresent(names::add);
            }
        }
        return names;
    }

    /** Every object of a timeline's snapshots, manifests among them. */
    List<ObjectInfo> snapshotObjects(int shard, Timeline timeline) {
        return store.list(ArchiveLayout.snapshots(cluster, shard, timeline));
    }

    /** The names of a timeline's segments that have a manifest, by sequence. */
    public List<SegmentName> segments(int shard, Timeline timeline) {
        return segmentsIn(ArchiveLayout.manifests(cluster, shard, timeline));
    }

    /** The names of a timeline's segments whose object is there, with manifest or without, by sequence. */
    List<SegmentName> segmentObjects(int shard, Timeline timeline) {
        return segmentsIn(ArchiveLayout.log(cluster, shard, timeline));
    }

    private List<SegmentName> segmentsIn(String prefix) {
        List<SegmentName> names = new ArrayList<>();
        for (ObjectInfo object : store.list(prefix)) {
            SegmentName.parse(ArchiveLayout.base(object.name())).ifPresent(names::add);
        }
        names.sort(Comparator.comparingLong(SegmentName::sequence));
        return names;
    }

    /** The object that holds a segment. */
    public String segmentObject(int shard, Timeline timeline, SegmentName name) {
        return ArchiveLayout.log(cluster, shard, timeline) + name;
    }

    /** The manifest of a segment. */
    public String segmentManifest(int shard, Timeline timeline, SegmentName name) {
        return ArchiveLayout.manifests(cluster, shard, timeline) + name;
    }

    /** The object that holds a snapshot. */
    public String snapshotObject(int shard, Timeline timeline, SnapshotName name) {
        return ArchiveLayout.snapshots(cluster, shard, timeline) + name + SnapshotName.RDB;
    }

    /** The manifest of a snapshot. */
    public String snapshotManifest(int shard, Timeline timeline, SnapshotName name) {
        return ArchiveLayout.snapshots(cluster, shard, timeline) + name + SnapshotName.MANIFEST;
    }

    /**
     * Reads a manifest.
     *
     * @throws DamagedObjectException if it is missing or damaged
     */
    public ArchiveManifest manifest(String name) {
        return Containers.manifest(bytes(name), name);
    }

    /** How far an idle log was read behind its last segment, if anything says so. */
    public Optional<ArchiveManifest> seen(int shard, Timeline timeline) {
        String name = ArchiveLayout.seen(cluster, shard, timeline);
        try {
            return Optional.of(manifest(name));
        } catch (DamagedObjectException e) {
            // Nothing is lost without it: it only tells that there was nothing.
            return Optional.empty();
        }
    }

    /** Whether the store holds an object; unlike a listing, which may lag, this is as of now. */
    public boolean exists(String name) {
        try {
            store.range(name, 0, 1);
            return true;
        } catch (NoSuchObjectException e) {
            return false;
        }
    }

    /** Creates the object of a manifest; false if it exists. */
    boolean putManifest(String name, ArchiveManifest manifest) {
        return store.putIfAbsent(name, Content.of(Containers.of(manifest)));
    }

    /** Replaces the object of a manifest. */
    void replaceManifest(String name, ArchiveManifest manifest) {
        store.put(name, Content.of(Containers.of(manifest)));
    }

    /** Replaces what {@link #seen} returns. */
    void putSeen(ArchiveManifest seen) {
        store.put(ArchiveLayout.seen(cluster, seen.shard(), seen.timeline()), Content.of(Containers.of(seen)));
    }

    /**
     * Reads an object and checks it.
     *
     * @throws DamagedObjectException if it is missing, or its size or checksum is not the manifest's
     */
    public byte[] verified(StoredObject object) {
        byte[] bytes = bytes(object.name());
        verify(object, bytes, bytes.length);
        return bytes;
    }

    /**
     * Reads an object into the start of an array and checks it, as {@link #verified(StoredObject)} does.
     *
     * @param target has room for the bytes that the object's manifest says it has
     * @throws DamagedObjectException if it is missing, or its size or checksum is not the manifest's
     */
    public void verified(StoredObject object, byte[] target) {
        int length;
        boolean more;
        try (InputStream in = store.get(object.name())) {
            length = in.readNBytes(target, 0, Math.toIntExact(object.bytes()));
            more = in.read() >= 0;
        } catch (NoSuchObjectException e) {
            throw new DamagedObjectException(object.name(), "is missing");
        } catch (IOException e) {
            throw new StoreException("cannot read " + object.name() + " in " + store.url() + ": " + e.getMessage(), e);
        }
        if (more) {
            throw new DamagedObjectException(object.name(), "has more bytes than the " + object.bytes() + " that its manifest says");
        }
        verify(object, target, length);
    }

    private static void verify(StoredObject object, byte[] bytes, int length) {
        if (length != object.bytes()) {
            throw new DamagedObjectException(object.name(), "has " + length + " bytes where its manifest says " + object.bytes());
        }
        if (!Sha256.of(bytes, length).equals(object.sha256())) {
            throw new DamagedObjectException(object.name(), "has bytes whose SHA-256 is not the manifest's");
        }
    }

    /**
     * Reads an object to its end, as {@link #verified} does, and keeps nothing of it.
     *
     * @throws DamagedObjectException if it is missing, or its size or checksum is not the manifest's
     */
    public void verify(StoredObject object) {
        MessageDigest digest = Sha256.digest();
        byte[] buffer = new byte[1 << 18];
        long bytes = 0;
        try (InputStream in = store.get(object.name())) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
                bytes += read;
            }
        } catch (NoSuchObjectException e) {
            throw new DamagedObjectException(object.name(), "is missing");
        } catch (IOException e) {
            throw new StoreException("cannot read " + object.name() + " in " + store.url() + ": " + e.getMessage(), e);
        }
        if (bytes != object.bytes()) {
            throw new DamagedObjectException(object.name(), "has " + bytes + " bytes where its manifest says " + object.bytes());
        }
        if (!Sha256.hex(digest).equals(object.sha256())) {
            throw new DamagedObjectException(object.name(), "has bytes whose SHA-256 is not the manifest's");
        }
    }

    /** An object's bytes as they are. */
    byte[] bytes(String name) {
        try (InputStream in = store.get(name)) {
            return in.readAllBytes();
        } catch (NoSuchObjectException e) {
            throw new DamagedObjectException(name, "is missing");
        } catch (IOException e) {
            throw new StoreException("cannot read " + name + " in " + store.url() + ": " + e.getMessage(), e);
        }
    }
}
