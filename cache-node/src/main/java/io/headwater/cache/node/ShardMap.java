package io.headwater.cache.node;

import io.headwater.cache.command.ClusterView;
import io.headwater.cache.node.ClusterDirectory.ClusterMap;
import io.headwater.cache.node.config.NodePlace;
import io.headwater.schemas.HostPort;
import io.headwater.schemas.Slots;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The cluster's shards, as the cluster's directory knows them. Refreshed by a timer; owned by the writer thread. */
final class ShardMap implements ClusterView {
    /** Told of changes. */
    @FunctionalInterface
    interface Listener {
        /** A shard, by its number, has another primary than before. On the writer thread. */
        void primaryChanged(int shard, Node before, Node now);
    }

    private final NodePlace place;
    private final String nodeId;
    private final int firstSlot;
    private final int lastSlot;
    private Listener listener = (shard, before, now) -> {};
    private ClusterDirectory.@Nullable Primary ownPrimary;
    private List<Shard> shards;

    /** @param address {@code host:port} of this node */
    ShardMap(NodePlace place, String nodeName, String address) {
        this.place = place;
        // Without a log there is nobody else.
        this.shards = place.log() ? List.of() : List.of(new Shard(0, Slots.COUNT - 1, 0, node(nodeName, address, 0), List.of()));
        this.nodeId = idOf(nodeName);
        this.firstSlot = Slots.firstOf(place.shard(), place.shards());
        this.lastSlot = Slots.firstOf(place.shard() + 1, place.shards()) - 1;
    }

    /** Who is told of changes. */
    void tells(Listener told) {
        listener = told;
    }

    /** Takes in the newest state of the directory; {@code nowMs} is the wall clock, which the readers' reports are dated by. */
    void refresh(ClusterMap map, long nowMs) {
        List<Shard> next = new ArrayList<>();
        for (int i = 0; i < place.shards(); i++) next.add(shard(map, i, nowMs));
        replace(List.copyOf(next));
    }

    /** This node's own shard has a primary, maybe this node itself: the log says so before the directory does. */
    void ledBy(ClusterDirectory.Primary primary, ClusterMap map, long nowMs) {
        ClusterDirectory.Primary known = ownPrimary;
        if (known == null || primary.epoch() >= known.epoch()) ownPrimary = primary;
        refresh(map, nowMs);
    }

    private void replace(List<Shard> next) {
        List<Shard> before = shards;
        shards = next;
        for (int i = 0; i < Math.min(before.size(), next.size()); i++) {
            Node old = before.get(i).primary();
            Node now = next.get(i).primary();
            if (old != null && now != null && !isSamePlace(old, now)) listener.primaryChanged(i, old, now);
        }
    }

    private static boolean isSamePlace(Node a, Node b) {
        return a.port() == b.port() && a.host().equals(b.host());
    }

    private Optional<ClusterDirectory.Primary> primary(ClusterMap map, int index) {
        Stream<ClusterDirectory.Primary> known = map.primaries().stream();
        if (ownPrimary != null) known = Stream.concat(known, Stream.of(ownPrimary));
        return known.filter(p -> p.shard() == index).max(Comparator.comparingLong(ClusterDirectory.Primary::epoch));
    }

    private Shard shard(ClusterMap map, int index, long nowMs) {
        Optional<ClusterDirectory.Primary> primary = primary(map, index);
        List<Node> replicas = map.readers().stream()
                .filter(reader -> reader.shard() == index && ClusterDirectory.isNode(reader))
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
        HostPort at = HostPort.of(address);
        return new Node(idOf(name), at.host(), at.port(), lsn, true);
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
    public String name() {
        return place.cluster();
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
