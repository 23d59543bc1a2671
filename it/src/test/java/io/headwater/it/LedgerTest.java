package io.headwater.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.it.harness.Await;
import io.headwater.it.harness.Command;
import io.headwater.it.harness.Kafka;
import io.headwater.it.harness.Keys;
import io.headwater.it.harness.NodeProcess;
import io.headwater.it.harness.RoleProcess;
import io.headwater.it.harness.SharedKafka;
import io.headwater.it.harness.fault.Signals;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** Writes that only a deposed primary had are shown, exported, and applied again where nothing newer is in the way. */
@ExtendWith(SharedKafka.class)
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class LedgerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir Path directory;

    @Test
    void lostWritesAreAppliedOnceWhereTheirKeysWereNotChanged(Kafka kafka) throws Exception {
        String cluster = Kafka.newCluster();
        try (NodeProcess old = NodeProcess.inCluster(directory.resolve("n0"), kafka, cluster, "--failover", "auto");
                NodeProcess standby = NodeProcess.inCluster(directory.resolve("n1"), kafka, cluster, "--role", "standby");
                Socket client = new Socket("127.0.0.1", old.port())) {
            try (Jedis before = old.client()) {
                before.set("counter", "1");
            }
            Keys.await(standby, "counter");
            Signals.stop(old.pid());
            // In one segment: what was executed is all of it or nothing.
            client.getOutputStream().write(("SET lost a\r\nAPPEND lost b\r\nSET changed old\r\nSELECT 2\r\nRPUSH list x y\r\n").getBytes(StandardCharsets.US_ASCII));
            try (Jedis leader = standby.client()) {
                Await.until("the standby leads", PATIENCE, () -> leader.set("changed", "new"), "OK"::equals);
                Signals.go(old.pid());
                Await.until("the ledger", old::log, PATIENCE, () -> Files.exists(old.directory().resolve("ledger")), there -> there);
                Keys.await(old, "changed");

                Command.Result list = Command.run("ledger", "list", "--dir", old.directory().toString());
                assertEquals(0, list.exitCode(), list.err());
                assertTrue(list.out().startsWith("shard 0, epoch 1, "), list.out());
                Command.Result export = Command.run("ledger", "export", "--dir", old.directory().toString());
                assertTrue(export.out().contains("\"commands\":[[\"SET\",\"lost\",\"a\"]]"), export.out());

                Command.Result replay = replay(kafka, cluster, old);
                assertEquals(1, replay.exitCode(), replay.out() + replay.err());
                assertTrue(replay.out().contains("refused, its key changed was changed at lsn "), replay.out());
                assertTrue(replay.out().endsWith("3 applied, 0 were applied before, 1 refused\n"), replay.out());
                assertEquals("ab", leader.get("lost"));
                assertEquals("new", leader.get("changed"));
                leader.set("lost", "newer");
                leader.select(2);
                assertEquals(2, leader.llen("list"));

                Command.Result again = replay(kafka, cluster, old);
                assertTrue(again.out().endsWith("0 applied, 3 were applied before, 1 refused\n"), again.out() + again.err());
                assertEquals(2, leader.llen("list"));
                leader.select(0);
                assertEquals("newer", leader.get("lost"));
                assertFalse(leader.exists("list"));
            }
        }
    }

    /** None of these may be applied twice or in another order without its being seen. */
    @Test
    void aReplayThatIsKilledAgainAndAgainAppliesEachEntryOnce(Kafka kafka) throws Exception {
        String cluster = Kafka.newCluster();
        int lost = 250;
        try (NodeProcess old = NodeProcess.inCluster(directory.resolve("n0"), kafka, cluster, "--failover", "auto");
                NodeProcess standby = NodeProcess.inCluster(directory.resolve("n1"), kafka, cluster, "--role", "standby");
                Socket client = new Socket("127.0.0.1", old.port())) {
            try (Jedis before = old.client()) {
                before.set("there", "1");
            }
            Keys.await(standby, "there");
            Signals.stop(old.pid());
            StringBuilder requests = new StringBuilder();
            List<String> elements = new ArrayList<>();
            for (int i = 0; i < lost; i++) {
                requests.append("RPUSH list ").append(i).append("\r\nINCRBY sum 3\r\nAPPEND text x\r\n");
                elements.add("" + i);
            }
            client.getOutputStream().write(requests.toString().getBytes(StandardCharsets.US_ASCII));
            try (Jedis leader = standby.client()) {
                Await.until("the standby leads", PATIENCE, () -> leader.set("leads", "1"), "OK"::equals);
                Signals.go(old.pid());
                Await.until("the ledger", old::log, PATIENCE, () -> Files.exists(old.directory().resolve("ledger")), there -> there);
                Keys.await(old, "leads");
                String[] command = {
                    "ledger", "replay", "--dir", old.directory().toString(), "--kafka", kafka.broker().address(), "--cluster", cluster
                };
                try (RoleProcess replay = RoleProcess.start(directory.resolve("replay.log"), command)) {
                    for (int applied : new int[] {1, 40, 100}) {
                        Await.until("the replay goes on", PATIENCE, () -> leader.llen("list"), length -> length >= applied);
                        replay.kill9();
                        replay.restart();
                    }
                }
                Command.Result last = replay(kafka, cluster, old);
                assertEquals(0, last.exitCode(), last.out() + last.err());
                assertTrue(last.out().matches("(?s).*\\d+ applied, \\d+ were applied before, 0 refused\n"), last.out());
                assertEquals(elements, leader.lrange("list", 0, -1));
                assertEquals("" + 3 * lost, leader.get("sum"));
                assertEquals("x".repeat(lost), leader.get("text"));
            }
        }
    }

    private static Command.Result replay(Kafka kafka, String cluster, NodeProcess old) {
        return Command.run(
                "ledger", "replay", "--dir", old.directory().toString(), "--kafka", kafka.broker().address(), "--cluster", cluster);
    }
}
