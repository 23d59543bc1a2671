package io.headwater.cache.node;

import io.headwater.cache.node.ClusterDirectory.ClusterMap;
import io.headwater.cache.node.ClusterDirectory.Reader;
import io.headwater.cache.node.config.NodeConfig;
import io.headwater.cache.node.config.NodePlace;
import io.headwater.schemas.LocalNote.KafkaNote;
import io.headwater.schemas.Position;
import org.jspecify.annotations.Nullable;

/** Tells the cluster's other nodes where this one is and how far it has come, and learns the same of them. Owned by the writer thread. */
final class NodeAnnouncer {
    private static final long TIME_TO_LIVE_MS = 10_000;

    private final NodeConfig config;
    private final String node;
    private final @Nullable ClusterDirectory directory;
    private final ShardMap shards;
    private final MemberRole role;
    private final boolean standsBy;

    NodeAnnouncer(NodeConfig config, String node, @Nullable ClusterDirectory directory, ShardMap shards, MemberRole role) {
        this.config = config;
        this.node = node;
        this.directory = directory;
        this.shards = shards;
        this.role = role;
        this.standsBy = config.place().role() != NodePlace.Role.REPLICA;
    }

    /** This node leads its shard. */
    void leads(long epoch) {
        ledBy(node, config.address(), epoch);
        if (directory != null) directory.announcePrimary(config.place().shard(), node, config.address(), epoch);
    }

    /** Another node leads the shard: the log says so before the directory does. */
    void ledBy(String leader, String address, long epoch) {
        role.ledBy(address, epoch);
        if (directory == null) return;
        shards.ledBy(new ClusterDirectory.Primary(config.place().shard(), leader, address, epoch), directory.map(), System.currentTimeMillis());
    }

    /**
     * This node has come so far; the directory sends it when it is due.
     *
     * @param leads whether it is the primary: no replica then, but it needs the log as one does when it starts again
     * @param durableLsn what is on its disk
     * @param durableNote from where a restart reads on: the log keeps what is behind it; null if nothing on the disk says
     */
    void announceReader(boolean leads, Position position, long durableLsn, @Nullable KafkaNote durableNote) {
        if (directory == null) return;
        directory.announceReader(new Reader(
                node,
                leads ? Reader.PRIMARY : standsBy ? Reader.STANDBY : Reader.REPLICA,
                config.place().shard(),
                config.address(),
                position,
                durableLsn,
                durableNote == null ? Reader.UNKNOWN_OFFSET : durableNote.nextOffset(),
                System.currentTimeMillis(),
                TIME_TO_LIVE_MS));
    }

    /** What the directory knows; nothing without one. */
    @Nullable ClusterMap map() {
        return directory == null ? null : directory.map();
    }

    /** Takes in what the directory knows by now. */
    void refresh() {
        if (directory == null) return;
        ClusterMap map = directory.map();
        shards.refresh(map, System.currentTimeMillis());
        for (ClusterDirectory.Primary primary : map.primaries()) {
            if (primary.shard() == config.place().shard()) role.ledBy(primary.address(), primary.epoch());
        }
    }
}
