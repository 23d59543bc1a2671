package io.headwater.hub.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.hub.role.NodeOptions.Role;
import io.headwater.hub.up.UpState;
import io.headwater.restore.request.Destination;
import io.headwater.restore.request.RestorePoint;
import io.headwater.restore.request.RestoreRequest;
import io.headwater.schemas.Position;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineInterfaceTest {
    @TempDir Path directory;

    private record Run(int exitCode, String err) {}

    @ParameterizedTest
    @ValueSource(
            strings = {
                "up", "node", "archive", "snapshot", "backup", "drill", "restore", "tap", "replicate", "doctor", "readers", "status", "switchover", "ledger", "version"
            })
    void everyCommandHelpsWithExamples(String name) {
        String usage = CommandLineInterface.create(new PrintWriter(new StringWriter())).getSubcommands().get(name).getUsageMessage();
        assertTrue(usage.contains("Examples:"), usage);
        assertTrue(usage.contains("  headwater " + name), usage);
        assertTrue(usage.contains("--help"), usage);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "bogus",
        "up --bogus",
        "up --shards x",
        "up --shards 0",
        "up --replicas -1",
        "up --port 70000",
        "up --kafka nowhere",
        "up --registry nowhere",
        "node --shard 1",
        "node --shards 2",
        "node --role replica",
        "node --role boss",
        "node --durability maybe",
        "node --durability log",
        "node --replicaof h",
        "node --no-such-directive x",
        "node --kafka h:1",
        "node --registry http://h:1",
        "node a.conf b.conf",
        "archive",
        "archive --kafka h:1 --store a --window 1d",
        "archive --kafka h:1 --store a --snapshot-cron daily",
        "archive --kafka h:1 --store a --metrics-port 70000",
        "backup",
        "backup pin",
        "backup expire --store a --window soon",
        "backup expire --store a --daily -1",
        "drill --store a --cron never",
        "drill --store a --cron 0",
        "replicate --kafka h:1",
        "replicate --kafka h:1 --target nowhere",
        "replicate --kafka h:1 --target redis://h:1 --shard -1",
        "archive --store file:a --kafka h:1 --keep-time 1d",
        "archive --store file:a --kafka h:1 --gate --keep-time 1",
        "archive --store file:a --kafka h:1 --gate --keep-bytes 1xb",
        "archive --store s3:nope --kafka h:1",
        "restore --rdb x",
        "restore --to yesterday --rdb x",
        "restore --to latest --kafka h:1 --store file:a",
        "restore --to latest --kafka h:1 --store file:a --rdb x --target redis://h:1",
        "restore --to latest --kafka h:1 --store file:a --target http://h:1",
        "restore --to latest --kafka h:1 --store file:a --rdb x --replace",
        "restore --to latest --rdb x --dir /nonexistent",
        "tap --kafka h:1 --from 1:2",
        "tap --kafka h:1 --from soon",
        "tap --kafka h:1 --shard -1",
        "tap --dir /nonexistent",
        "status --dir /nonexistent",
        "ledger",
        "ledger list --dir /nonexistent",
        "ledger export --dir /nonexistent",
        "ledger replay --dir /nonexistent",
        "ledger bogus",
        "switchover --dir /nonexistent",
        "switchover --kafka h:1 --timeout 0",
        "switchover --kafka h:1 --shard -1",
        ""
    })
    void aMistakeIsOneLineWithAHintAndExitCodeTwo(String line) {
        Run run = run(line.isEmpty() ? new String[0] : line.split(" "));
        assertEquals(2, run.exitCode(), run.err());
        assertEquals(1, run.err().lines().count(), run.err());
        assertTrue(run.err().startsWith("headwater: "), run.err());
        assertTrue(run.err().contains("(hint: "), run.err());
    }

    @Test
    void aMisspeltOptionIsSuggested() {
        assertTrue(run("up", "--prot", "1").err().contains("did you mean --port?"));
    }

    @Test
    void aNodeTakesItsOptionsAFileAndDirectives() {
        var options = command(NodeCommand.class, "node", "--port", "7000", "--dir", "my data", "--durability", "disk", "redis.conf",
                "--maxmemory", "100mb", "--save", "").options();
        assertEquals(Role.primary, options.role());
        assertEquals(Path.of("redis.conf"), options.configFile());
        assertEquals(
                List.of("maxmemory 100mb", "save \"\"", "port 7000", "dir \"my data\"", "durability disk"), options.directives());
        assertNull(options.cluster().kafka());
    }

    @Test
    void aNodeOfAClusterKnowsItsShard() {
        var options = command(NodeCommand.class, "node", "--kafka", "h:9092", "--registry", "http://h:8081/", "--shard", "1", "--shards", "2",
                "--role", "replica").options();
        assertEquals("h:9092", options.cluster().kafka());
        assertEquals("http://h:8081", options.cluster().registry());
        assertEquals("headwater", options.cluster().name());
        assertEquals(1, options.shard());
        assertEquals(2, options.shards());
        assertEquals(Role.replica, options.role());
    }

    @Test
    void upHasItsDefaults() {
        var options = command(UpCommand.class, "up").options();
        assertEquals(6379, options.port());
        assertEquals(Path.of("data"), options.directory());
        assertEquals(1, options.replicas());
        assertNull(options.shards());
        assertNull(options.kafka());
    }

    @Test
    void addressesComeFromTheDirectoryOfUp() {
        new UpState("c", 1, 0, 0, "k:1", 0, "http://r:1/x", false, "file:" + directory.toAbsolutePath() + "/archive", 0, List.of()).save(directory);
        var options = command(RestoreCommand.class, "restore", "--dir", directory.toString(), "--to", "5", "--rdb", "x").options();
        assertEquals("k:1", options.cluster().kafka());
        assertEquals("http://r:1/x", options.cluster().registry());
        assertEquals("c", options.cluster().name());
        assertEquals("file:" + directory.toAbsolutePath() + "/archive", options.store());
        assertEquals(new RestorePoint.Time(5_000), options.request().point());
    }

    @Test
    void givenAddressesGoBeforeRecordedOnes() {
        new UpState("c", 1, 0, 0, "k:1", 0, "http://r:1/x", false, "file:/a", 0, List.of()).save(directory);
        var options = command(TapCommand.class, "tap", "--dir", directory.toString(), "--kafka", "other:1", "--shard", "0", "--from", "3:17").options();
        assertEquals("other:1", options.cluster().kafka());
        assertEquals("headwater", options.cluster().name());
        assertNull(options.cluster().registry(), "a registry of another cluster is none");
        assertEquals(new Position(3, 17), options.fromPosition());
        assertNull(options.fromMs());
    }

    @Test
    void aRestoreWithoutKafkaUsesTheArchiveAlone() {
        var options = command(RestoreCommand.class, "restore", "--dir", directory.toString(), "--store", "file:a", "--to", "latest",
                "--target", "redis://h").options();
        assertNull(options.cluster().kafka());
        assertEquals("file:" + Path.of("a").toAbsolutePath(), options.store());
        assertEquals(new Destination.Server("h", 6379), options.request().destination());
        assertEquals(RestoreRequest.Mode.RUN, options.request().mode());
    }

    private static <T> T command(Class<T> type, String... arguments) {
        return type.cast(CommandLineInterface.parse(arguments).subcommand().commandSpec().userObject());
    }

    private static Run run(String... arguments) {
        var err = new StringWriter();
        return new Run(CommandLineInterface.run(arguments, new PrintWriter(err, true)), err.toString());
    }
}
