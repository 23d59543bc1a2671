package io.headwater.cache.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A node answers as a Sentinel does for the shards that it knows. */
class SentinelTest {
    private static final ClusterView.Node PRIMARY = new ClusterView.Node("a".repeat(40), "10.0.0.1", 7000, 0, true);
    private static final ClusterView.Node REPLICA = new ClusterView.Node("b".repeat(40), "10.0.0.2", 7001, 17, true);

    private final TestServer only = new TestServer(new FixedCluster(List.of(shard(PRIMARY, REPLICA))), 1 << 20);
    private final TestServer sharded = new TestServer(new FixedCluster(List.of(shard(PRIMARY, REPLICA), shard(null))), 1 << 20);

    private static ClusterView.Shard shard(ClusterView.@Nullable Node primary, ClusterView.Node... replicas) {
        return new ClusterView.Shard(0, 8191, 3, primary, List.of(replicas));
    }

    @Test
    void thePrimaryIsFoundByTheClustersName() {
        assertEquals("*2 $8 10.0.0.1 $4 7000", only.call("SENTINEL", "GET-MASTER-ADDR-BY-NAME", "city"));
        assertEquals("*2 $8 10.0.0.1 $4 7000", only.call("SENTINEL", "get-master-addr-by-name", "city-0"));
        assertEquals("*-1", only.call("SENTINEL", "get-master-addr-by-name", "city-1"));
    }

    @Test
    void shardsAreFoundByTheirNumbers() {
        assertEquals("*2 $8 10.0.0.1 $4 7000", sharded.call("SENTINEL", "get-master-addr-by-name", "city-0"));
        assertEquals("*-1", sharded.call("SENTINEL", "get-master-addr-by-name", "city"));
        assertEquals("*-1", sharded.call("SENTINEL", "get-master-addr-by-name", "city-1"), "its primary is unknown");
        assertEquals(1, RespValue.parse(sharded.execute(sharded.session, CommandGenerator.command("SENTINEL", "MASTERS"))).members().size());
    }

    @Test
    void mastersReplicasAndSentinelsHaveTheFieldsOfRedisSentinel() {
        assertEquals(
                List.of("name", "ip", "port", "runid", "flags", "link-pending-commands", "link-refcount", "last-ping-sent", "last-ok-ping-reply",
                        "last-ping-reply", "down-after-milliseconds", "info-refresh", "role-reported", "role-reported-time", "config-epoch", "num-slaves",
                        "num-other-sentinels", "quorum", "failover-timeout", "parallel-syncs"),
                names(only, "MASTER"));
        assertEquals(
                List.of("name", "ip", "port", "runid", "flags", "link-pending-commands", "link-refcount", "last-ping-sent", "last-ok-ping-reply",
                        "last-ping-reply", "down-after-milliseconds", "info-refresh", "role-reported", "role-reported-time", "master-link-down-time",
                        "master-link-status", "master-host", "master-port", "slave-priority", "slave-repl-offset", "replica-announced"),
                names(only, "REPLICAS"));
        assertEquals(names(only, "REPLICAS"), names(only, "SLAVES"));
        assertTrue(names(only, "SENTINELS").contains("voted-leader"));
    }

    private static List<String> names(TestServer server, String subcommand) {
        RespValue reply = RespValue.parse(server.execute(server.session, CommandGenerator.command("SENTINEL", subcommand, "city")));
        RespValue instance = subcommand.equals("MASTER") ? reply : reply.members().getFirst();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < instance.members().size(); i += 2) names.add(instance.members().get(i).text());
        return names;
    }

    @Test
    void otherQuestionsAreAnsweredAsBySentinel() {
        assertEquals("-ERR No such master with that name", only.call("SENTINEL", "REPLICAS", "x"));
        assertEquals("-ERR No such master with that name", only.call("SENTINEL", "CKQUORUM", "x"));
        assertEquals("+OK 2 usable Sentinels. Quorum and failover authorization can be reached", only.call("SENTINEL", "CKQUORUM", "city"));
        assertEquals("$40 " + PRIMARY.id(), only.call("SENTINEL", "MYID"));
        assertEquals("-ERR wrong number of arguments for 'sentinel|master' command", only.call("SENTINEL", "MASTER"));
        assertEquals("-ERR unknown subcommand 'foo'. Try SENTINEL HELP.", only.call("SENTINEL", "foo"));
    }

    @Test
    void aPrimaryNamesItsReplicas() {
        assertEquals("*3 $6 master :0 *1 *3 $8 10.0.0.2 $4 7001 $2 17", only.call("ROLE"));
        assertTrue(only.call("INFO", "replication").contains("connected_slaves:1 slave0:ip=10.0.0.2,port=7001,state=online,offset=17,lag=0"));
    }

    @Test
    void aSwitchIsPublishedUnderEveryNameOfTheShard() {
        ReplyBuffer messages = new ReplyBuffer(64);
        ClientSession subscriber = only.server.sessions().open(new Subscriber(messages), 0);
        only.call(subscriber, "SUBSCRIBE", "+switch-master");
        only.executor.primaryChanged(0, PRIMARY, REPLICA);
        String text = new String(messages.toBytes(), java.nio.charset.StandardCharsets.ISO_8859_1);
        assertTrue(text.contains("city 10.0.0.1 7000 10.0.0.2 7001"), text);
        assertTrue(text.contains("city-0 10.0.0.1 7000 10.0.0.2 7001"), text);
    }

    private record Subscriber(ReplyBuffer messages) implements ClientConnection {
        @Override
        public String remoteAddress() {
            return "127.0.0.1:1";
        }

        @Override
        public String localAddress() {
            return "127.0.0.1:2";
        }

        @Override
        public void resume(LateReply reply) {}

        @Override
        public ReplyBuffer outbox() {
            return messages;
        }

        @Override
        public void kill() {}
    }

    private record FixedCluster(List<Shard> shards) implements ClusterView {
        @Override
        public String name() {
            return "city";
        }

        @Override
        public boolean enabled() {
            return shards.size() > 1;
        }

        @Override
        public boolean owns(int slot) {
            return true;
        }

        @Override
        public Shard shardOf(int slot) {
            return shards.getFirst();
        }

        @Override
        public String nodeId() {
            return PRIMARY.id();
        }
    }
}
