package io.headwater.cache.command;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Slots and their owners, as known to this node. Called on the writer thread; {@link #owns} for every command with keys. */
public interface ClusterView {
    /** A single shard: cluster mode is off. */
    ClusterView OFF = new ClusterView() {
        @Override
        public boolean enabled() {
            return false;
        }

        @Override
        public boolean owns(int slot) {
            return true;
        }

        @Override
        public @Nullable Shard shardOf(int slot) {
            return null;
        }

        @Override
        public List<Shard> shards() {
            return List.of();
        }

        @Override
        public String nodeId() {
            return "0".repeat(NODE_ID_CHARS);
        }
    };

    /** Length of a node's id, hexadecimal characters. */
    int NODE_ID_CHARS = 40;

    /** Whether there is more than one shard. */
    boolean enabled();

    /** Whether the slot is of this node's shard. */
    boolean owns(int slot);

    /** The shard of a slot, or null while it is unknown. */
    @Nullable Shard shardOf(int slot);

    /** The cluster's name. */
    default String name() {
        return "headwater";
    }

    /** All known shards, by first slot; also the only one. */
    List<Shard> shards();

    /** This node's own shard, or null while nothing is known. */
    default @Nullable Shard ownShard() {
        for (Shard shard : shards()) {
            if (owns(shard.firstSlot())) return shard;
        }
        return null;
    }

    /** This node's id. */
    String nodeId();

    /**
     * A shard.
     *
     * @param firstSlot its first slot
     * @param lastSlot its last slot, inclusive
     * @param epoch its primary's epoch
     * @param primary its primary, or null while it is unknown
     * @param replicas its replicas, maybe none
     */
    record Shard(int firstSlot, int lastSlot, long epoch, @Nullable Node primary, List<Node> replicas) {}

    /**
     * A node.
     *
     * @param id {@link #NODE_ID_CHARS} hexadecimal characters
     * @param host the address that clients use
     * @param port the port that clients use
     * @param lsn the last lsn known of it
     * @param online whether it was heard of lately
     */
    record Node(String id, String host, int port, long lsn, boolean online) {}
}
