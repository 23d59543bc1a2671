package io.headwater.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.cache.binlog.LostWritesLedger;
import io.headwater.it.harness.Await;
import io.headwater.it.harness.Contents;
import io.headwater.it.harness.Kafka;
import io.headwater.it.harness.NodeProcess;
import io.headwater.it.harness.SharedKafka;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** A standby takes over from a primary that falls silent, and the old primary comes back behind it. */
@ExtendWith(SharedKafka.class)
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class StandbyTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir Path directory;

    @Test
    void theStandbyServesAfterTheKillAndTheOldPrimaryComesBackAsItsFollower(Kafka kafka) {
        String cluster = Kafka.newCluster();
        try (NodeProcess old = primary(kafka, cluster);
                NodeProcess standby = standby(kafka, cluster)) {
            fill(old, "before", 1000);
            awaitKey(standby, "before999");
            old.kill9();
            awaitLeads(standby);
            fill(standby, "after", 1000);
            old.restart();
            awaitKey(old, "after999");
            try (Jedis follower = old.client();
                    Jedis leader = standby.client()) {
                String info = follower.info("replication");
                assertTrue(info.contains("role:slave"), info);
                assertTrue(info.contains("master_port:" + standby.port()), info);
                assertEquals(Contents.of(leader, 16), Contents.of(follower, 16));
            }
            // And the way back.
            standby.kill9();
            awaitLeads(old);
        }
    }

    @Test
    void whatOnlyADeposedPrimaryHadIsInItsLedgerAndNowhereElse(Kafka kafka) throws Exception {
        String cluster = Kafka.newCluster();
        try (NodeProcess old = primary(kafka, cluster);
                NodeProcess standby = standby(kafka, cluster);
                Socket client = new Socket("127.0.0.1", old.port())) {
            fill(old, "before", 100);
            awaitKey(standby, "before99");
            signal(old, "STOP");
            Await.until("the process stands still", PATIENCE, () -> Files.readString(Path.of("/proc/" + old.pid() + "/stat")), stat -> stat.contains(") T "));
            OutputStream out = client.getOutputStream();
            for (int i = 0; i < 100; i++) out.write(("SET void" + i + " secret" + i + "\r\n").getBytes(StandardCharsets.US_ASCII));
            awaitLeads(standby);
            fill(standby, "after", 100);
            signal(old, "CONT");
            awaitKey(old, "after99");
            assertTrue(old.isAlive(), "the same process: " + old.log());
            List<String> lost = lostKeys(old.directory());
            assertFalse(lost.isEmpty(), "what was executed after the pause: " + old.log());
            assertEquals("void0", lost.getFirst());
            try (Jedis follower = old.client()) {
                assertEquals(200, follower.dbSize());
                for (String key : lost) assertFalse(follower.exists(key), key);
            }
            assertUnreadable(old.directory(), "secret");
        }
    }

    private NodeProcess primary(Kafka kafka, String cluster) {
        return NodeProcess.inCluster(directory.resolve("n0"), kafka, cluster, "--failover", "auto");
    }

    private NodeProcess standby(Kafka kafka, String cluster) {
        return NodeProcess.inCluster(directory.resolve("n1"), kafka, cluster, "--role", "standby");
    }

    private static void fill(NodeProcess node, String prefix, int keys) {
        try (Jedis client = node.client()) {
            for (int i = 0; i < keys; i++) {
                String key = prefix + i;
                String value = "v" + i;
                surely(() -> client.set(key, value));
            }
        }
    }

    private static void awaitKey(NodeProcess node, String key) {
        Await.until(
                "node on port " + node.port() + " has " + key,
                node::log,
                PATIENCE,
                () -> {
                    try (Jedis client = node.client()) {
                        return client.exists(key);
                    }
                },
                there -> there);
    }

    private static void awaitLeads(NodeProcess node) {
        Await.until(
                "node on port " + node.port() + " takes writes",
                node::log,
                PATIENCE,
                () -> {
                    try (Jedis client = node.client()) {
                        return client.set("probe", "1");
                    }
                },
                "OK"::equals);
        try (Jedis client = node.client()) {
            surely(() -> client.del("probe"));
        }
    }

    /** Does it again when its fate is unknown, as clients do with what may be done twice: on a busy machine a lease of 500 ms may lapse. */
    private static <T> void surely(Callable<T> write) {
        Await.until("the write's fate is known", PATIENCE, write, answer -> true);
    }

    private static void signal(NodeProcess node, String name) throws IOException, InterruptedException {
        assertEquals(0, new ProcessBuilder("kill", "-" + name, "" + node.pid()).start().waitFor());
    }

    private static List<String> lostKeys(Path directory) {
        LostWritesLedger ledger = LostWritesLedger.of(directory);
        List<String> keys = new ArrayList<>();
        for (LostWritesLedger.Range range : ledger.list()) {
            ledger.read(range, entry -> keys.add(new String(entry.effects().getFirst().arguments().get(1), StandardCharsets.US_ASCII)));
        }
        return keys;
    }

    /** No file of the node but its ledger holds the text. */
    private static void assertUnreadable(Path directory, String text) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                boolean holds = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text);
                assertEquals(file.toString().endsWith(".ledger"), holds, file.toString());
            }
        }
    }
}
