package io.headwater.it.up;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.hub.launch.Ports;
import io.headwater.it.harness.Await;
import io.headwater.it.up.Launcher.Started;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Jedis;

/** {@code headwater up} with all its real children. */
@Tag("together")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class UpTest {
    /** Idle machines need a third of it; see docs/benchmarks.md. */
    private static final Duration START = Duration.ofSeconds(90);

    private static final Duration MOMENT = Duration.ofSeconds(30);
    private static final int NODES = 3;

    @TempDir Path directory;

    private int port;
    /** Which of the ports is the replica's: primary, standbys, replicas. */
    private int replica;
    private @Nullable Started up;

    @AfterEach
    void killWhatIsLeft() throws Exception {
        if (up != null) {
            up.process().destroyForcibly().waitFor();
            awaitNoChildren();
        }
    }

    @Test
    void itServesStartsTheDeadAgainAndStopsWhenAsked() throws Exception {
        Started first = start("--standbys", "1");
        for (String part : List.of("primary-0", "standby-0-1", "replica-0-1", "Kafka", "schema registry", "archive")) {
            assertTrue(first.text().contains(part), first.text());
        }
        write("a", "1");
        awaitOnReplica("a", "1");

        var second = Launcher.run(Launcher.SCRIPT, directory, "up", "--port", "" + port);
        assertEquals(3, second.process().exitValue());
        assertEquals(1, second.text().lines().count(), second.text());
        assertTrue(second.text().contains("another `headwater up` runs in data"), second.text());

        kill("replica-0-1");
        Await.until("the dead replica is reported", MOMENT, first::text, text -> text.contains("replica-0-1 ended with code 137"));
        Await.until("it serves again", MOMENT, first::text, text -> text.contains("replica-0-1 serves again"));
        awaitOnReplica("a", "1");

        theStandbyTakesOverAndTheKilledPrimaryFollowsIt(first);

        first.signal("INT");
        assertEquals(0, first.awaitExit(), first.text());
        assertTrue(first.text().endsWith("stopped\n"), first.text());
        assertEquals(List.of(), children(), "children outlive an orderly stop");
        up = null;
    }

    private void theStandbyTakesOverAndTheKilledPrimaryFollowsIt(Started running) throws Exception {
        awaitOn(1, "a", "1");
        kill("primary-0");
        Await.until("the standby takes writes", MOMENT, () -> {
            try (var standby = new Jedis(Ports.LOOPBACK, port + 1)) {
                return standby.set("b", "2");
            }
        }, "OK"::equals);
        Await.until("the killed primary is reported", MOMENT, running::text, text -> text.contains("primary-0 ended with code 137"));
        Await.until("it serves again", MOMENT, running::text, text -> text.contains("primary-0 serves again"));
        awaitOn(0, "b", "2");
        try (var old = new Jedis(Ports.LOOPBACK, port)) {
            String info = old.info("replication");
            assertTrue(info.contains("role:slave") && info.contains("master_port:" + (port + 1)), info);
        }
        awaitOnReplica("b", "2");
    }

    @Test
    void itGoesOnWhereAKilledOneEnded() throws Exception {
        Started first = start();
        write("a", "1");
        awaitOnReplica("a", "1");
        first.signal("KILL");
        awaitNoChildren();

        Started again = start();
        try (var client = new Jedis(Ports.LOOPBACK, port)) {
            assertEquals("1", client.get("a"));
        }
        write("b", "2");
        awaitOnReplica("b", "2");
        again.signal("TERM");
        assertEquals(0, again.awaitExit(), again.text());

        var more = Launcher.run(Launcher.SCRIPT, directory, "up", "--port", "" + port, "--shards", "2");
        assertEquals(2, more.process().exitValue());
        assertEquals("headwater: --shards 2 differs from the 1 of data", more.text().split(" \\(hint")[0]);
        assertEquals(1, more.text().lines().count());
        up = null;
    }

    @Test
    void aTakenPortIsNamed() throws Exception {
        try (var server = new ServerSocket(0)) {
            var run = Launcher.run(Launcher.SCRIPT, directory, "up", "--port", "" + server.getLocalPort());
            assertEquals(3, run.process().exitValue());
            assertEquals(1, run.text().lines().count(), run.text());
            assertTrue(run.text().startsWith("headwater: port " + server.getLocalPort() + " of primary-0 is taken"), run.text());
            assertTrue(run.text().contains("--port"), run.text());
        }
    }

    private Started start(String... more) throws IOException {
        if (port == 0) {
            port = freePorts(NODES);
            replica = more.length == 0 ? 1 : 2;
        }
        String[] line = Stream.concat(Stream.of("up", "--port", "" + port), Stream.of(more)).toArray(String[]::new);
        Started started = Launcher.start(Launcher.SCRIPT, directory, line);
        up = started;
        started.awaitLine("ready", START);
        return started;
    }

    /** A port that is free with those behind it. */
    private static int freePorts(int count) {
        int candidate = Ports.free();
        while (candidate + count > 65_535 || !IntStream.range(candidate, candidate + count).allMatch(Ports::isFree)) {
            candidate = Ports.free();
        }
        return candidate;
    }

    private void write(String key, String value) {
        try (var client = new Jedis(Ports.LOOPBACK, port)) {
            client.set(key, value);
        }
    }

    private void awaitOnReplica(String key, String value) {
        awaitOn(replica, key, value);
    }

    private void awaitOn(int node, String key, String value) {
        Await.until("node " + node + " has " + key, MOMENT, () -> {
            try (var client = new Jedis(Ports.LOOPBACK, port + node)) {
                return client.get(key);
            }
        }, value::equals);
    }

    /** The children that `up` has started last and that still run, as {@code DIR/children} lists them. */
    private List<Long> children() throws IOException {
        return Files.readAllLines(directory.resolve("data/children")).stream()
                .map(line -> Long.parseLong(line.split(" ")[0]))
                .filter(pid -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent())
                .toList();
    }

    private void awaitNoChildren() {
        Await.until("no child is left", MOMENT, this::children, List::isEmpty);
    }

    private void kill(String name) throws Exception {
        String line = Files.readAllLines(directory.resolve("data/children")).stream()
                .filter(candidate -> candidate.endsWith(" " + name))
                .findFirst()
                .orElseThrow();
        ProcessHandle.of(Long.parseLong(line.split(" ")[0])).orElseThrow().destroyForcibly();
    }
}
