package io.headwater.cache.node;

import io.headwater.cache.node.config.LeaseTimes;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.Position;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the cluster's nodes know of each other: a port of the node, implemented over the readers' topic. Any thread. */
public interface ClusterDirectory extends AutoCloseable {
    /**
     * Fixes the cluster's number of shards, or learns it.
     *
     * @throws io.headwater.schemas.HeadwaterException if the cluster was created with another number
     */
    void join(int shards);

    /**
     * Records by which times a node keeps and contests its shard's lease, and returns when every node that does the same later will see it. Before the node follows the log: of two
     * nodes that cannot be in one shard, one is refused, whichever order they start in.
     *
     * @throws io.headwater.schemas.HeadwaterException if one node could claim while the other's lease runs
     */
    default void agree(Timings own) {}

    /** Announces that this node leads a shard. */
    void announcePrimary(int shard, String node, String address, long epoch);

    /** Announces a reader's position; call often, it is sent when due. */
    void announceReader(Reader reader);

    /**
     * Registers a reader, and returns when the others will know of it.
     *
     * @throws io.headwater.schemas.HeadwaterException if that cannot be brought about
     */
    default void register(Reader reader) {
        announceReader(reader);
    }

    /** The newest known state. */
    ClusterMap map();

    @Override
    void close();

    /**
     * A registered reader.
     *
     * @param name unique in the cluster
     * @param role primary, replica, archiver, tap ...
     * @param address host:port of a node; empty for others
     * @param durableLsn entries up to here are on a medium of its own, so that they outlive its process; or {@link #UNKNOWN_LSN}
     * @param nextOffset the offset in the shard's topic from which it would read on after a restart, or {@link #UNKNOWN_OFFSET}
     * @param lastSeenMs wall clock of the report
     * @param timeToLiveMs how long after it the reader still counts
     */
    record Reader(
            String name,
            String role,
            int shard,
            String address,
            Position position,
            long durableLsn,
            long nextOffset,
            long lastSeenMs,
            long timeToLiveMs) {
        /** The role of a node that follows and never claims by itself. */
        public static final String REPLICA = "replica";
        /** The role of a node that follows and may claim. */
        public static final String STANDBY = "standby";
        /** The role of the node that leads: it reads the log from its offset when it starts again. */
        public static final String PRIMARY = "primary";
        /** Of a reader that cannot tell; the log keeps everything for it. */
        public static final long UNKNOWN_OFFSET = -1;

        /** Of a reader that keeps nothing of its own, or cannot tell. */
        public static final long UNKNOWN_LSN = -1;

        /** A reader that does not tell what it keeps. */
        public Reader(
                String name, String role, int shard, String address, Position position, long nextOffset, long lastSeenMs, long timeToLiveMs) {
            this(name, role, shard, address, position, UNKNOWN_LSN, nextOffset, lastSeenMs, timeToLiveMs);
        }

        /** A reader that does not tell its offset either. */
        public Reader(String name, String role, int shard, String address, Position position, long lastSeenMs, long timeToLiveMs) {
            this(name, role, shard, address, position, UNKNOWN_OFFSET, lastSeenMs, timeToLiveMs);
        }
    }

    /**
     * By which times a node keeps and contests the lease of a shard; {@link LeaseTimes} says why that matters to others.
     *
     * @param node its name
     */
    record Timings(int shard, String node, long leaseMs, long challengeMs) {
        /** Whether one of the two could claim while the lease of the other runs. */
        public boolean contradicts(Timings other) {
            return challengeMs < other.leaseMs + LeaseTimes.marginMs(other.leaseMs) || other.challengeMs < leaseMs + LeaseTimes.marginMs(leaseMs);
        }

        /**
         * Compares with all nodes that have recorded theirs.
         *
         * @throws io.headwater.schemas.HeadwaterException if another node of the shard contradicts these
         */
        public void requireAgreement(List<Timings> all) {
            for (Timings other : all) {
                if (other.shard != shard || other.node.equals(node) || !contradicts(other)) continue;
                throw new HeadwaterException(
                        "lease-ms " + leaseMs + " and challenge-ms " + challengeMs + " do not go with node " + other.node + ", which has lease-ms " + other.leaseMs
                                + " and challenge-ms " + other.challengeMs + ": two nodes could lead at once",
                        "every challenge-ms must exceed every lease-ms by a tenth, and by 100 ms; first raise challenge-ms on all nodes, then lease-ms."
                                + " If that node is gone for good: headwater readers remove " + other.node,
                        HeadwaterException.EXIT_USAGE);
            }
        }
    }

    /** Whether a reader is a node that serves what it has read; a primary, which serves what it has written, is none. */
    static boolean isNode(Reader reader) {
        return (reader.role().equals(Reader.REPLICA) || reader.role().equals(Reader.STANDBY)) && !reader.address().isEmpty();
    }

    /** A shard's primary. */
    record Primary(int shard, String node, String address, long epoch) {}

    /**
     * The cluster at one moment.
     *
     * @param shards how many; 0 while unknown
     * @param branch the restore that the cluster came out of; null if it did not
     */
    record ClusterMap(int shards, List<Primary> primaries, List<Reader> readers, @Nullable Branch branch) {
        /** A cluster that did not come out of a restore. */
        public ClusterMap(int shards, List<Primary> primaries, List<Reader> readers) {
            this(shards, primaries, readers, null);
        }
    }

    /**
     * The restore that a cluster came out of.
     *
     * @param id of the restore
     * @param shards that the cluster gets
     * @param source the cluster that was restored
     * @param timeMs the moment of the source that was restored, milliseconds since 1970
     * @param complete whether all of it is in the log; until then no node may join
     */
    record Branch(String id, int shards, String source, long timeMs, boolean complete) {}
}
