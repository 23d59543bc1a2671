package io.headwater.cache.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.schemas.Slots;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Two shards; this node is of the first one. */
class ClusterTest {
    private static final ClusterView.Node PRIMARY_0 = new ClusterView.Node("0".repeat(40), "10.0.0.1", 7000, 11, true);
    private static final ClusterView.Node REPLICA_0 = new ClusterView.Node("1".repeat(40), "10.0.0.1", 7001, 10, true);
    private static final ClusterView.Node PRIMARY_1 = new ClusterView.Node("2".repeat(40), "10.0.0.2", 7002, 5, false);
    private static final List<ClusterView.Shard> SHARDS = List.of(
            new ClusterView.Shard(0, 8191, 3, PRIMARY_0, List.of(REPLICA_0)), new ClusterView.Shard(8192, 16383, 1, PRIMARY_1, List.of()));

    private final TestServer server = new TestServer(
            new ClusterView() {
                @Override
                public boolean enabled() {
                    return true;
                }

                @Override
                public boolean owns(int slot) {
                    return Slots.shardOf(slot, 2) == 0;
                }

                @Override
                public @Nullable Shard shardOf(int slot) {
                    return SHARDS.get(Slots.shardOf(slot, 2));
                }

                @Override
                public List<Shard> shards() {
                    return SHARDS;
                }

                @Override
                public String nodeId() {
                    return PRIMARY_0.id();
                }
            },
            1 << 20);

    // CRC16 puts "a" into slot 15495 and "b" into 3300.
    private static final String MINE = "b";
    private static final String THEIRS = "a";

    @Test
    void keysOfOtherShardsAreMoved() {
        assertEquals("+OK", server.call("SET", MINE, "1"));
        assertEquals("-MOVED 15495 10.0.0.2:7002", server.call("SET", THEIRS, "1"));
        assertEquals("-MOVED 15495 10.0.0.2:7002", server.call("GET", THEIRS));
        assertEquals("-MOVED 15495 10.0.0.2:7002", server.call("GET", "{a}whatever"));
    }

    @Test
    void keysOfTwoSlotsDoNotGoTogether() {
        assertEquals("-CROSSSLOT Keys in request don't hash to the same slot", server.call("MSET", MINE, "1", "c", "2"));
        assertEquals("+OK", server.call("MSET", "{b}1", "1", "{b}2", "2"));
        assertEquals(":2", server.call("DEL", "{b}1", "{b}2"));
    }

    @Test
    void aTransactionKeepsToOneSlot() {
        server.call("MULTI");
        assertEquals("+QUEUED", server.call("SET", "{b}1", "x"));
        assertEquals("+QUEUED", server.call("SET", "f", "x"));
        assertEquals("-CROSSSLOT Keys in request don't hash to the same slot", server.call("EXEC"));
        server.call("MULTI");
        assertEquals("-MOVED 15495 10.0.0.2:7002", server.call("SET", THEIRS, "x"));
        assertEquals("-EXECABORT Transaction discarded because of previous errors.", server.call("EXEC"));
        server.call("MULTI");
        assertEquals("+QUEUED", server.call("SET", "{b}1", "x"));
        assertEquals("*1 +OK", server.call("EXEC"));
    }

    @Test
    void aReplicaServesReadsToThoseWhoAskForIt() {
        server.call("SET", MINE, "1");
        server.primary = false;
        assertEquals("-MOVED 3300 10.0.0.1:7000", server.call("GET", MINE));
        assertEquals("+OK", server.call("READONLY"));
        assertEquals("$1 1", server.call("GET", MINE));
        assertEquals("-MOVED 3300 10.0.0.1:7000", server.call("SET", MINE, "2"));
        assertEquals("-MOVED 15495 10.0.0.2:7002", server.call("GET", THEIRS));
        assertEquals("+OK", server.call("READWRITE"));
        assertEquals("-MOVED 3300 10.0.0.1:7000", server.call("GET", MINE));
    }

    @Test
    void thereIsOneDatabase() {
        assertEquals("+OK", server.call("SELECT", "0"));
        assertEquals("-ERR SELECT is not allowed in cluster mode", server.call("SELECT", "1"));
        assertEquals("-ERR SWAPDB is not allowed in cluster mode", server.call("SWAPDB", "0", "1"));
        assertEquals("-ERR MOVE is not allowed in cluster mode", server.call("MOVE", MINE, "1"));
        assertEquals("-ERR Copying to another database is not allowed in cluster mode", server.call("COPY", MINE, "{b}2", "DB", "1"));
    }

    @Test
    void slotsAreCountedAndListed() {
        for (int i = 0; i < 100; i++) server.call("SET", "{b}" + i, "x");
        server.call("SET", "f", "x");
        assertEquals(":3300", server.call("CLUSTER", "KEYSLOT", "{b}7"));
        assertEquals(":100", server.call("CLUSTER", "COUNTKEYSINSLOT", "3300"));
        assertTrue(server.call("CLUSTER", "GETKEYSINSLOT", "3300", "7").startsWith("*7 "));
        server.call("FLUSHALL");
        assertEquals(":0", server.call("CLUSTER", "COUNTKEYSINSLOT", "3300"));
        assertEquals("-ERR Invalid slot", server.call("CLUSTER", "COUNTKEYSINSLOT", "16384"));
    }

    @Test
    void theTopologyIsDescribed() {
        String zeros = "0".repeat(40);
        String ones = "1".repeat(40);
        String twos = "2".repeat(40);
        assertEquals(
                "*2 *4 :0 :8191 *4 $8 10.0.0.1 :7000 $40 " + zeros + " *0 *4 $8 10.0.0.1 :7001 $40 " + ones + " *0 *3 :8192 :16383 *4 $8 10.0.0.2 :7002 $40 " + twos
                        + " *0",
                server.call("CLUSTER", "SLOTS"));
        String nodes = server.call("CLUSTER", "NODES");
        assertTrue(nodes.contains(zeros + " 10.0.0.1:7000@17000 myself,master - 0 0 3 connected 0-8191\n"), nodes);
        assertTrue(nodes.contains(ones + " 10.0.0.1:7001@17001 slave " + zeros + " 0 0 3 connected\n"), nodes);
        assertTrue(nodes.contains(twos + " 10.0.0.2:7002@17002 master,fail - 0 0 1 disconnected 8192-16383"), nodes);
        String info = server.call("CLUSTER", "INFO");
        assertTrue(info.contains("cluster_state:ok cluster_slots_assigned:16384 "), info);
        assertTrue(info.contains("cluster_known_nodes:3 cluster_size:2 cluster_current_epoch:3 cluster_my_epoch:3"), info);
        assertTrue(server.call("CLUSTER", "SHARDS").contains("$4 role $7 replica $18 replication-offset :10 $6 health $6 online"));
        assertEquals("$40 " + zeros, server.call("CLUSTER", "MYID"));
    }
}
