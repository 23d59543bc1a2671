package io.headwater.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.cache.binlog.LostWritesLedger;
import io.headwater.it.harness.Contents;
import io.headwater.it.harness.Kafka;
import io.headwater.it.harness.Keys;
import io.headwater.it.harness.NodeProcess;
import io.headwater.it.harness.SharedKafka;
import io.headwater.it.harness.fault.Signals;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
    @TempDir Path directory;

    @Test
    void theStandbyServesAfterTheKillAndTheOldPrimaryComesBackAsItsFollower(Kafka kafka) {
        String cluster = Kafka.newCluster();
        try (NodeProcess old = primary(kafka, cluster);
                NodeProcess standby = standby(kafka, cluster)) {
            Keys.fill(old, "before", 1000);
            Keys.await(standby, "before999");
            old.kill9();
            Keys.awaitWritable(standby);
            Keys.fill(standby, "after", 1000);
            old.restart();
            Keys.await(old, "after999");
            try (Jedis follower = old.client();
                    Jedis leader = standby.client()) {
                String info = follower.info("replication");
                assertTrue(info.contains("role:slave"), info);
                assertTrue(info.contains("master_port:" + standby.port()), info);
                assertEquals(Contents.of(leader, 16), Contents.of(follower, 16));
            }
            // And the way back.
            standby.kill9();
            Keys.awaitWritable(old);
        }
    }

    @Test
    void whatOnlyADeposedPrimaryHadIsInItsLedgerAndNowhereElse(Kafka kafka) throws Exception {
        String cluster = Kafka.newCluster();
        try (NodeProcess old = primary(kafka, cluster);
                NodeProcess standby = standby(kafka, cluster);
                Socket client = new Socket("127.0.0.1", old.port())) {
            Keys.fill(old, "before", 100);
            Keys.await(standby, "before99");
            Signals.stop(old.pid());
            OutputStream out = client.getOutputStream();
            for (int i = 0; i < 100; i++) out.write(("SET void" + i + " secret" + i + "\r\n").getBytes(StandardCharsets.US_ASCII));
            Keys.awaitWritable(standby);
            Keys.fill(standby, "after", 100);
            Signals.go(old.pid());
            Keys.await(old, "after99");
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
