package io.headwater.archive;

import io.headwater.schemas.Timeline;

/**
 * Where an archive keeps what.
 *
 * <pre>
 * CLUSTER/shards                                        how many shards the cluster has, in decimal
 * CLUSTER/SHARD/log/TIMELINE/SEGMENT.avro               valid records of the log: an Avro container file of LogRecord, zstandard
 * CLUSTER/SHARD/manifest/TIMELINE/SEGMENT.avro          its manifest: an Avro container file with one ArchiveManifest
 * CLUSTER/SHARD/snapshot/TIMELINE/POINT.rdb             the keyspace at a point of the log
 * CLUSTER/SHARD/snapshot/TIMELINE/POINT.avro            its manifest
 * CLUSTER/SHARD/seen/TIMELINE.avro                      how far an idle log was read: an ArchiveManifest that is replaced
 * CLUSTER/SHARD/origin/TIMELINE                         where the timeline branched off another one, if it did: SealedText
 * CLUSTER/SHARD/expired/TIMELINE                        which segments were deleted on purpose: SealedText
 * CLUSTER/SHARD/verified/TIMELINE                       which objects were read back, and when: SealedText
 * CLUSTER/pins/NAME                                     a moment or snapshot that no rule deletes: SealedText
 * CLUSTER/proofs/KIND-TIME                              a restore that was carried out: SealedText
 * </pre>
 *
 * <p>Creating the segment's object is the commit, and the only step that two archivers could contend for: the name depends on nothing but the
 * point where the segment starts ({@link SegmentName}), and the store gives it to one of them. The object carries its own manifest, but for its
 * checksum, in its header; so a manifest that is missing because its writer died is made from the object, and no step ever
 * reads, changes and writes back something shared. A reader ignores an object without manifest: nothing vouches for its bytes yet.
 */
public final class ArchiveLayout {
    private ArchiveLayout() {}

    static String shards(String cluster) {
        return cluster + "/shards";
    }

    static String shard(String cluster, int shard) {
        return cluster + "/" + shard + "/";
    }

    static String log(String cluster, int shard) {
        return shard(cluster, shard) + "log/";
    }

    static String log(String cluster, int shard, Timeline timeline) {
        return log(cluster, shard) + timeline + "/";
    }

    static String manifests(String cluster, int shard) {
        return shard(cluster, shard) + "manifest/";
    }

    static String manifests(String cluster, int shard, Timeline timeline) {
        return manifests(cluster, shard) + timeline + "/";
    }

    static String snapshots(String cluster, int shard) {
        return shard(cluster, shard) + "snapshot/";
    }

    static String snapshots(String cluster, int shard, Timeline timeline) {
        return snapshots(cluster, shard) + timeline + "/";
    }

    static String seen(String cluster, int shard, Timeline timeline) {
        return shard(cluster, shard) + "seen/" + timeline + ".avro";
    }

    static String origin(String cluster, int shard, Timeline timeline) {
        return shard(cluster, shard) + "origin/" + timeline;
    }

    static String expired(String cluster, int shard, Timeline timeline) {
        return shard(cluster, shard) + "expired/" + timeline;
    }

    /** Which objects of a timeline were read back, and when. */
    public static String verified(String cluster, int shard, Timeline timeline) {
        return shard(cluster, shard) + "verified/" + timeline;
    }

    /** The folder of a cluster's pins. */
    public static String pins(String cluster) {
        return cluster + "/pins/";
    }

    /** The folder of a cluster's proofs. */
    public static String proofs(String cluster) {
        return cluster + "/proofs/";
    }

    /** The part of a name behind its last slash. */
    public static String base(String name) {
        return name.substring(name.lastIndexOf('/') + 1);
    }

    /** The folder that holds a name, without a slash at its end. */
    static String parent(String name) {
        return name.substring(0, name.lastIndexOf('/'));
    }
}
