package io.headwater.cache.node.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.cache.command.Durability;
import io.headwater.cache.resp.ClientLimits;
import io.headwater.cache.resp.OutputBounds;
import io.headwater.schemas.HeadwaterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeConfigTest {
    @TempDir
    Path directory;

    @Test
    void defaultsAreRediss() {
        NodeConfig config = read();
        assertEquals(6379, config.port());
        assertEquals(List.of("127.0.0.1"), config.hosts());
        assertEquals("127.0.0.1:6379", config.address());
        assertEquals(Path.of("").toAbsolutePath(), config.directory());
        assertEquals(16, config.databases());
        assertEquals(Durability.ASYNC, config.durability());
        assertEquals(ClientLimits.DEFAULT, config.limits());
        assertEquals(List.of(), config.warnings());
    }

    @Test
    void aNodeWhoseOwnTimesContradictEachOtherIsRefused() {
        assertEquals(new LeaseTimes(500, 100, 650, 150), read().lease());
        assertEquals(new LeaseTimes(2000, 300, 2200, 400), read("lease-ms 2000", "heartbeat-ms 300", "challenge-ms 2200", "challenge-step-ms 400").lease());
        HeadwaterException twoLeaders = assertThrows(HeadwaterException.class, () -> read("lease-ms 600"));
        assertTrue(twoLeaders.getMessage().contains("two nodes could lead at once"), twoLeaders.getMessage());
        assertEquals("set challenge-ms to at least 700", twoLeaders.hint());
        assertThrows(HeadwaterException.class, () -> read("lease-ms 2000", "challenge-ms 2199"));
        assertThrows(HeadwaterException.class, () -> read("heartbeat-ms 167"));
        assertThrows(HeadwaterException.class, () -> read("lease-ms 50"));
    }

    @Test
    void everyDirectiveIsMapped() {
        NodeConfig config = read(
                "port 7000", "bind 10.0.0.1 -::1", "dir /data", "dbfilename x.rdb", "databases 3", "durability disk", "hz 50", "tcp-backlog 9",
                "maxclients 7", "timeout 8", "tcp-keepalive 60", "proto-max-bulk-len 2mb", "client-query-buffer-limit 3mb",
                "client-output-buffer-limit normal 1mb 512kb 10", "max-backlog-bytes 5gb", "log-timeout 700", "max-held-reply-bytes 9mb", "max-entry-bytes 1mb", "segment-bytes 8mb");
        assertEquals(7000, config.port());
        assertEquals(List.of("10.0.0.1"), config.hosts());
        assertEquals("10.0.0.1:7000", config.address());
        assertEquals(Path.of("/data"), config.directory());
        assertEquals("x.rdb", config.dumpFilename());
        assertEquals(3, config.databases());
        assertEquals(Durability.DISK, config.durability());
        assertEquals(20, config.expiryPeriodMs());
        assertEquals(9, config.tcpBacklog());
        assertEquals(new ClientLimits(7, 2 << 20, 3 << 20, 8, 60, new OutputBounds(1 << 20, 512 << 10, 10), OutputBounds.SUBSCRIBER, 700, 9 << 20), config.limits());
        assertEquals(5L << 30, config.maxBacklogBytes());
        assertEquals(1 << 20, config.maxEntryBytes());
        assertEquals(8 << 20, config.segmentBytes());
    }

    @Test
    void appendfsyncAndDurabilityAreOneThing() {
        assertEquals(Durability.DISK, read("appendfsync always").durability());
        assertEquals(Durability.ASYNC, read("appendfsync everysec").durability());
        assertEquals(Durability.ASYNC, read("appendfsync no").durability());
        assertEquals("always", read("durability disk").settings().all().get("appendfsync"));
        assertEquals("disk", read("appendfsync always").settings().all().get("durability"));
        assertEquals(Durability.DISK, read("appendfsync everysec", "durability disk").durability());
    }

    @Test
    void theLevelLogNeedsALog() {
        HeadwaterException refusal = assertThrows(HeadwaterException.class, () -> read("durability log"));
        assertEquals("durability 'log' needs a log", refusal.getMessage());
        assertEquals("use async or disk, or start with --kafka HOST:PORT", refusal.hint());
        assertEquals(HeadwaterException.EXIT_USAGE, refusal.exitCode());
    }

    @Test
    void aFileIsReadAndTheCommandLineWins() throws IOException {
        Path included = Files.writeString(directory.resolve("more.conf"), "databases 5\n");
        Path file = Files.writeString(
                directory.resolve("redis.conf"), "# a comment\n\nPORT 7001\ninclude " + included.getFileName() + "\ndir \"/with blank\"\n");
        NodeConfig config = NodeConfig.read(NodePlace.ALONE, file, List.of("port 7002"));
        assertEquals(7002, config.port());
        assertEquals(5, config.databases());
        assertEquals(Path.of("/with blank"), config.directory());
    }

    @Test
    void theStockConfigurationFileIsRead() throws IOException {
        Path stock = Path.of("/etc/redis/redis.conf");
        org.junit.jupiter.api.Assumptions.assumeTrue(Files.isReadable(stock), "Redis's configuration file is not installed");
        NodeConfig config = NodeConfig.read(NodePlace.ALONE, stock, List.of("dir " + directory));
        assertEquals(1, config.warnings().stream().filter(line -> line.contains("have no effect")).count());
    }

    @Test
    void anUnknownDirectiveIsRefusedWithItsLine() throws IOException {
        Path file = Files.writeString(directory.resolve("redis.conf"), "port 7001\n\nmaxclient 10\n");
        HeadwaterException refusal =
                assertThrows(HeadwaterException.class, () -> NodeConfig.read(NodePlace.ALONE, file, List.of()));
        assertEquals(file + " line 3: unknown directive 'maxclient'", refusal.getMessage());
        assertEquals("did you mean 'maxclients'?", refusal.hint());
        assertEquals(HeadwaterException.EXIT_USAGE, refusal.exitCode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"replicaof 10.0.0.1 6379", "slaveof 10.0.0.1 6379", "requirepass x", "tls-port 6380", "loadmodule x.so"})
    void whatMustNotBeIgnoredIsRefused(String directive) {
        HeadwaterException refusal = assertThrows(HeadwaterException.class, () -> read(directive));
        String name = directive.substring(0, directive.indexOf(' '));
        assertEquals("--" + name + ": '" + name + "' is not supported", refusal.getMessage());
        assertTrue(refusal.hint().length() > 10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"port 0", "port 70000", "port x", "port", "port 1 2", "timeout -1", "databases 0", "appendfsync sometimes", "maxclients 1k5"})
    void aWrongValueIsRefused(String directive) {
        HeadwaterException refusal = assertThrows(HeadwaterException.class, () -> read(directive));
        assertTrue(refusal.getMessage().contains("wrong value for"), refusal.getMessage());
        assertTrue(refusal.hint().startsWith("the default is"), refusal.hint());
    }

    @Test
    void whatDoesNotApplyIsAcceptedWithOneWarning() {
        NodeConfig config = read("activerehashing yes", "repl-timeout 60", "lazyfree-lazy-eviction no");
        assertEquals(List.of("these directives have no effect here: activerehashing, lazyfree-lazy-eviction, repl-timeout"), config.warnings());
    }

    @Test
    void whatCannotBeOtherwiseIsSaid() {
        NodeConfig config = read("appendonly no", "save 60 1000", "maxmemory 1gb");
        assertEquals(3, config.warnings().size());
        assertEquals("yes", config.settings().all().get("appendonly"));
        assertEquals("", config.settings().all().get("save"));
        assertEquals("0", config.settings().all().get("maxmemory"));
        assertEquals(List.of(), read("save \"\"", "appendonly yes").warnings());
    }

    @Test
    void configSetChangesWhatItMayAndTellsTheNode() {
        List<NodeConfig> seen = new ArrayList<>();
        LiveConfig live = new LiveConfig(read(), seen::add, () -> {});
        assertNull(live.set(Map.of("appendfsync", "always", "maxclients", "12")));
        assertEquals(Durability.DISK, seen.getLast().durability());
        assertEquals(12, seen.getLast().limits().maxClients());
        assertEquals("disk", live.all().get("durability"));
        assertEquals("ERR CONFIG SET failed (possibly related to argument 'port') - can't set immutable config", live.set(Map.of("port", "1")).getMessage());
        assertNotNull(live.set(Map.of("maxclients", "many")));
        assertNotNull(live.set(Map.of("durability", "log")));
        assertEquals(1, seen.size());
    }

    @Test
    void aShardOfSeveralHasOneDatabase() {
        NodePlace place = new NodePlace("c", 1, 2, NodePlace.Role.PRIMARY, true);
        assertEquals(1, NodeConfig.read(place, null, List.of("databases 16")).databases());
    }

    private static NodeConfig read(String... directives) {
        return NodeConfig.read(NodePlace.ALONE, null, List.of(directives));
    }
}
