package io.headwater.cache.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What the nodes of one process know of each other. */
final class MemoryDirectory implements ClusterDirectory {
    private final Map<String, Primary> primaryByNode = new ConcurrentHashMap<>();
    private final Map<String, Reader> readerByName = new ConcurrentHashMap<>();

    private final Map<String, Timings> timingsByNode = new ConcurrentHashMap<>();

    @Override
    public void join(int shards) {}

    @Override
    public void agree(Timings own) {
        own.requireAgreement(List.copyOf(timingsByNode.values()));
        timingsByNode.put(own.node(), own);
    }

    @Override
    public void announcePrimary(int shard, String node, String address, long epoch) {
        primaryByNode.put(node, new Primary(shard, node, address, epoch));
    }

    @Override
    public void announceReader(Reader reader) {
        readerByName.put(reader.name(), reader);
    }

    @Override
    public ClusterMap map() {
        List<Primary> newest = new ArrayList<>();
        primaryByNode.values().stream().max(java.util.Comparator.comparingLong(Primary::epoch)).ifPresent(newest::add);
        return new ClusterMap(1, newest, List.copyOf(readerByName.values()));
    }

    @Override
    public void close() {}
}
