package io.headwater.it.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.hub.launch.Ports;
import io.headwater.it.harness.Command;
import io.headwater.it.harness.Command.Result;
import io.headwater.it.harness.Kafka;
import io.headwater.it.harness.SharedKafka;
import io.headwater.schemas.HeadwaterException;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a person sees when the world is not as a command needs it: one line, a hint, an exit code. */
@Tag("together")
@Timeout(value = 3, unit = TimeUnit.MINUTES)
@ExtendWith(SharedKafka.class)
class CommandFaultsTest {
    private static final String NOWHERE = Ports.LOOPBACK + ":1";

    @TempDir Path directory;

    @Test
    void aTakenPortEndsANode() throws IOException {
        try (var server = new ServerSocket(0)) {
            Result result = node("--port", "" + server.getLocalPort());
            assertFault(result, HeadwaterException.EXIT_UNAVAILABLE, "" + server.getLocalPort());
        }
    }

    @Test
    void aDirectoryThatCannotBeWrittenEndsANode() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        Result result = Command.run("node", "--port", "" + Ports.free(), "--dir", file.toString());
        assertFault(result, HeadwaterException.EXIT_UNAVAILABLE, file.toString());
    }

    @Test
    void aDirectoryThatCannotBeWrittenEndsUp() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        Result result = Command.run("up", "--port", "" + Ports.free(), "--dir", file.toString());
        assertFault(result, HeadwaterException.EXIT_UNAVAILABLE, file.toString());
    }

    @Test
    void aForeignKafkaThatIsAwayEndsUp() {
        Result result = Command.run("up", "--port", "" + Ports.free(), "--dir", directory.toString(), "--replicas", "0", "--kafka", NOWHERE);
        assertFault(result, HeadwaterException.EXIT_UNAVAILABLE, NOWHERE);
    }

    @Test
    void withoutKafkaANodeOfAClusterDoesNotStart() {
        Result result = node("--port", "" + Ports.free(), "--kafka", NOWHERE, "--registry", "http://" + NOWHERE);
        assertFault(result, HeadwaterException.EXIT_UNAVAILABLE, NOWHERE);
    }

    @Test
    void withoutARegistryANodeOfAClusterDoesNotStart(Kafka kafka) {
        Result result = node(
                "--port", "" + Ports.free(), "--kafka", kafka.broker().address(), "--registry", "http://" + NOWHERE, "--cluster", Kafka.newCluster());
        assertFault(result, HeadwaterException.EXIT_UNAVAILABLE, NOWHERE);
    }

    @Test
    void withoutKafkaTheLogCannotBeRead() {
        String store = "file:" + directory.resolve("archive");
        // Each is patient for some seconds; together they take no longer than one.
        List.of(List.of("tap"), List.of("snapshot", "--store", store), List.of("archive", "--store", store, "--registry", "http://" + NOWHERE))
                .parallelStream()
                .forEach(command -> {
                    String[] line = command.toArray(new String[command.size() + 2]);
                    line[command.size()] = "--kafka";
                    line[command.size() + 1] = NOWHERE;
                    assertFault(Command.run(line), HeadwaterException.EXIT_UNAVAILABLE, NOWHERE);
                });
    }

    @Test
    void aClusterThatNeverStartedIsNamed(Kafka kafka) {
        String cluster = Kafka.newCluster();
        Result result = Command.run("tap", "--kafka", kafka.broker().address(), "--cluster", cluster);
        assertFault(result, HeadwaterException.EXIT_UNAVAILABLE, cluster);
    }

    @Test
    void anEmptyArchiveCannotBeRestored() {
        Result result = Command.run(
                "restore", "--to", "latest", "--store", "file:" + directory.resolve("archive"), "--dir", directory.toString(), "--rdb", "x.rdb");
        assertTrue(result.exitCode() != 0, result.err());
        assertEquals(1, result.err().lines().count(), result.err());
        assertTrue(result.err().contains("(hint: "), result.err());
    }

    @Test
    void anUnknownSchemeOfAnArchiveIsAMistake() {
        Result result = Command.run("snapshot", "--store", "ftp://x", "--kafka", NOWHERE);
        assertFault(result, HeadwaterException.EXIT_USAGE, "ftp://x");
    }

    private Result node(String... arguments) {
        String[] line = new String[arguments.length + 3];
        line[0] = "node";
        line[1] = "--dir";
        line[2] = directory.resolve("node").toString();
        System.arraycopy(arguments, 0, line, 3, arguments.length);
        return Command.run(line);
    }

    /** The last line says it; a node's log may stand before it. */
    private static void assertFault(Result result, int exitCode, String named) {
        assertEquals(exitCode, result.exitCode(), result.err());
        List<String> said = result.err().lines().filter(line -> line.startsWith("headwater: ")).toList();
        assertEquals(1, said.size(), result.err());
        assertEquals(said.getFirst(), result.err().lines().toList().getLast());
        assertTrue(said.getFirst().contains(named), said.getFirst());
        assertTrue(said.getFirst().contains("(hint: "), said.getFirst());
        assertTrue(result.err().lines().noneMatch(line -> line.startsWith("\tat ")), result.err());
    }
}
