package io.headwater.schemas;

import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/** A value of the topic {@link Topics#readers}: what the nodes of a cluster tell each other. */
public sealed interface ClusterRecord {
    /** The schema, as JSON. */
    String SCHEMA_JSON = LogSchema.resource("cluster-record.avsc");

    /** Names the schema in the header {@link LogSchema#FINGERPRINT_HEADER}. */
    long FINGERPRINT = fingerprintOf(SCHEMA_JSON);

    /** Of the first version, whose readers told no durable lsn; its records may stand in a topic for ever. */
    long FIRST_FINGERPRINT = fingerprintOf(LogSchema.resource("cluster-record-1.avsc"));

    /**
     * How many shards the cluster has. Of several such records the one with the lowest offset holds.
     *
     * @param shards at least 1
     */
    record ShardCount(int shards) implements ClusterRecord {}

    /** A node leads a shard; of several such records the one with the highest epoch holds. */
    record Primary(int shard, String node, String address, long epoch) implements ClusterRecord {}

    /**
     * How far a reader has come.
     *
     * @param name unique in the cluster
     * @param role replica, archiver, tap ...
     * @param address host:port of a replica; empty for others
     * @param nextOffset the offset from which it would read on after a restart; -1 if it cannot tell
     * @param lastSeenMs the reader's wall clock
     * @param timeToLiveMs how long after it the reader still counts
     * @param durableLsn entries up to here are on a medium of the reader's own; -1 if it cannot tell
     */
    record Reader(
            String name,
            String role,
            int shard,
            String address,
            Position position,
            long nextOffset,
            long lastSeenMs,
            long timeToLiveMs,
            long durableLsn)
            implements ClusterRecord {}

    /**
     * The cluster came out of a restore. Of several that begin the one with the lowest offset holds, unless a {@link ShardCount} stands before it; the cluster
     * exists once one with the same id is complete.
     *
     * @param id of the restore; random
     * @param source the cluster that was restored
     * @param timeMs the moment of the source that was restored, milliseconds since 1970
     * @param completedMs when the restore was complete, wall clock; 0 before
     */
    record Branch(String id, int shards, String source, long timeMs, long completedMs) implements ClusterRecord {
        /** Whether everything is in the log. */
        public boolean isComplete() {
            return completedMs > 0;
        }
    }

    /** By which times a node keeps and contests the lease of a shard. */
    record Timings(int shard, String node, long leaseMs, long challengeMs) implements ClusterRecord {}

    private static long fingerprintOf(String schema) {
        return SchemaNormalization.parsingFingerprint64(new Schema.Parser().parse(schema));
    }

    /** Whether {@link #decode} knows the schema. */
    static boolean knows(long fingerprint) {
        return fingerprint == FINGERPRINT || fingerprint == FIRST_FINGERPRINT;
    }

    /** Encodes the record as Avro. */
    default byte[] encoded() {
        AvroWriter out = new AvroWriter(128);
        switch (this) {
            case ShardCount(int shards) -> out.number(0).number(shards);
            case Primary(int shard, String node, String address, long epoch) ->
                out.number(1).number(shard).text(node).text(address).number(epoch);
            case Reader reader ->
                out.number(2)
                        .text(reader.name)
                        .text(reader.role)
                        .number(reader.shard)
                        .text(reader.address)
                        .number(reader.position.epoch())
                        .number(reader.position.lsn())
                        .number(reader.nextOffset)
                        .number(reader.lastSeenMs)
                        .number(reader.timeToLiveMs)
                        .number(reader.durableLsn);
            case Timings(int shard, String node, long leaseMs, long challengeMs) ->
                out.number(3).number(shard).text(node).number(leaseMs).number(challengeMs);
            case Branch(String id, int shards, String source, long timeMs, long completedMs) ->
                out.number(4).text(id).number(shards).text(source).number(timeMs).number(completedMs);
        }
        return out.toBytes();
    }

    /**
     * Decodes a record.
     *
     * @param fingerprint of the schema that it was written in, which is {@linkplain #knows known}
     * @throws LogFormatException if the bytes are no cluster record of that version
     */
    static ClusterRecord decode(long fingerprint, byte[] bytes, int offset, int length) {
        boolean first = fingerprint == FIRST_FINGERPRINT;
        AvroReader in = new AvroReader();
        in.wrap(bytes, offset, length);
        ClusterRecord record =
                switch (in.index("kind of cluster record", first ? 3 : 5)) {
                    case 0 -> new ShardCount(in.natural("shards"));
                    case 1 -> new Primary(in.natural("shard"), in.text("node"), in.text("address"), in.number("epoch"));
                    case 2 -> new Reader(
                            in.text("name"),
                            in.text("role"),
                            in.natural("shard"),
                            in.text("address"),
                            position(in),
                            in.number("next offset"),
                            in.number("last seen"),
                            in.number("time to live"),
                            first ? -1 : in.number("durable lsn"));
                    case 3 -> new Timings(in.natural("shard"), in.text("node"), in.number("lease"), in.number("challenge"));
                    default -> new Branch(in.text("id"), in.natural("shards"), in.text("source"), in.number("time"), in.number("completed"));
                };
        if (!in.atEnd()) {
            throw in.broken("bytes behind a cluster record");
        }
        return record;
    }

    private static Position position(AvroReader in) {
        long epoch = in.number("epoch");
        long lsn = in.number("lsn");
        if (epoch < 0 || lsn < 0) {
            throw in.broken("a negative position");
        }
        return new Position(epoch, lsn);
    }
}
