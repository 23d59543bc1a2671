package io.headwater.cache.node;

import io.headwater.cache.command.ClusterView;
import io.headwater.cache.node.ClusterDirectory.ClusterMap;
import io.headwater.cache.node.config.NodePlace;
import io.headwater.schemas.Slots;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The cluster's shards, as the cluster's directory knows them. Refreshed by a timer; owned by the writer thread. */
final class ShardMap implements ClusterView {
    private static final String REPLICA = "replica";

    private final NodePlace place;
    private final String nodeId;
    private final int firstSlot;
    private final int lastSlot;
    private List<Shard> shards = List.of();

    ShardMap(NodePlace place, String nodeName) {
        this.place = place;
        this.nodeId = idOf(nodeName);
        this.firstSlot = Slots.firstOf(place.shard(), place.shards());
        this.lastSlot = Slots.firstOf(place.shard() + 1, place.shards()) - 1;
    }

    /** Takes in the newest state of the directory; {@code nowMs} is the wall clock, which the readers' reports are dated by. */
    void refresh(ClusterMap map, long nowMs) {
        List<Shard> next = new ArrayList<>();
        for (int i = 0; i < place.shards(); i++) next.add(shard(map, i, nowMs));
        shards = List.copyOf(next);
    }

    private Shard shard(ClusterMap map, int index, long nowMs) {
        Optional<ClusterDirectory.Primary> primary =
                map.primaries().stream().filter(p -> p.shard() == index).findFirst();
        List<Node> replicas = map.readers().stream()
                .filter(reader -> reader.shard() == index && reader.role().equals(REPLICA) && !reader.address().isEmpty())
                .filter(reader -> nowMs - reader.lastSeenMs() < reader.timeToLiveMs())
                // A promoted replica's last report outlives its role.
                .filter(reader -> primary.isEmpty() || !reader.name().equals(primary.get().node()))
                .map(reader -> node(reader.name(), reader.address(), reader.position().lsn()))
                .toList();
        return new Shard(
                Slots.firstOf(index, place.shards()),
                Slots.firstOf(index + 1, place.shards()) - 1,
                primary.map(ClusterDirectory.Primary::epoch).orElse(0L),
                primary.map(p -> node(p.node(), p.address(), 0)).orElse(null),
                replicas);
    }

    private static Node node(String name, String address, long lsn) {
        int colon = address.lastIndexOf(':');
        return new Node(idOf(name), address.substring(0, colon), Integer.parseInt(address, colon + 1, address.length(), 10), lsn, true);
    }

    /** Redis's ids are 40 hexadecimal digits; so are the names that nodes draw. Others are hashed. */
    private static String idOf(String name) {
        if (name.matches("[0-9a-f]{40}")) return name;
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(name.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }

    @Override
    public boolean enabled() {
        return place.isSharded();
    }

    @Override
    public boolean owns(int slot) {
        return slot >= firstSlot && slot <= lastSlot;
    }

    @Override
    public @Nullable Shard shardOf(int slot) {
        for (Shard shard : shards) {
            if (slot >= shard.firstSlot() && slot <= shard.lastSlot()) return shard;
        }
        return null;
    }

    @Override
    public List<Shard> shards() {
        return shards;
    }

    @Override
    public String nodeId() {
        return nodeId;
    }
}
