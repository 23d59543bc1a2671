package io.headwater.cache.node.config;

import io.headwater.cache.command.Durability;
import io.headwater.cache.engine.StreamLimits;
import io.headwater.cache.resp.ClientLimits;
import io.headwater.schemas.FailoverMode;
import io.headwater.schemas.HeadwaterException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a node was told: the role's one configuration. Precedence: a directive of the command line, then one of the file, then the default.
 *
 * @param place cluster, shard and role
 * @param directory where binlog and bases are, {@code dir}
 * @param dumpFilename the file in it that BGSAVE leaves for other tools, {@code dbfilename}
 * @param hosts what to listen on, {@code bind}; {@code *} is every address
 * @param port 1 to 65535
 * @param tcpBacklog connections that the kernel may hold
 * @param address {@code host:port} that clients and other nodes use
 * @param databases how many; 1 in cluster mode
 * @param durability what replies to writes wait for
 * @param expiryPeriodMs time between two cycles that delete expired keys: 1000 / {@code hz}
 * @param failover the mode that this node's claims record: what {@code failover} says, else automatic for a standby and by an operator for others
 * @param lease by which times it keeps and contests the shard's lease
 * @param priority among the shard's standbys: 0 claims first
 * @param diskProbeTimeoutMs how long a small write and its sync may take on a disk that counts as healthy
 * @param maxBacklogBytes bytes that the log may be behind before writes are refused
 * @param maxEntryBytes the largest entry of the log
 * @param segmentBytes size of a binlog segment
 * @param limits what a client may ask for
 * @param settings all directives as text
 * @param warnings one line each, about what was said and does not apply
 */
public record NodeConfig(
        NodePlace place,
        Path directory,
        String dumpFilename,
        List<String> hosts,
        int port,
        int tcpBacklog,
        String address,
        int databases,
        Durability durability,
        long expiryPeriodMs,
        FailoverMode failover,
        LeaseTimes lease,
        int priority,
        long diskProbeTimeoutMs,
        long maxBacklogBytes,
        int maxEntryBytes,
        long segmentBytes,
        ClientLimits limits,
        Settings settings,
        List<String> warnings) {

    /**
     * Reads a configuration.
     *
     * @param file a redis.conf, or null
     * @param directives further lines in its syntax, from the command line; they win
     * @throws HeadwaterException if a line is not understood, or cannot be honoured
     */
    public static NodeConfig read(NodePlace place, @Nullable Path file, List<String> directives) {
        ConfigReader reader = new ConfigReader();
        if (file != null) reader.readFile(file);
        for (String directive : directives) reader.readDirective(directive);
        return of(place, reader.settings(), reader.warnings());
    }

    /**
     * The configuration that settings amount to.
     *
     * @throws HeadwaterException if they ask for what cannot be
     */
    static NodeConfig of(NodePlace place, Settings settings, List<String> warnings) {
        List<String> hosts = hosts(settings.text("bind"));
        String host = settings.text("cluster-announce-ip");
        int port = settings.integer("cluster-announce-port");
        String address = (host.isEmpty() ? reachable(hosts) : host) + ":" + (port == 0 ? settings.integer("port") : port);
        return new NodeConfig(
                place,
                Path.of(settings.text("dir")).toAbsolutePath().normalize(),
                settings.text("dbfilename"),
                hosts,
                settings.integer("port"),
                settings.integer("tcp-backlog"),
                address,
                place.isSharded() ? 1 : settings.integer("databases"),
                durability(settings.text("durability"), place),
                1000 / settings.number("hz"),
                failover(settings.text("failover"), place),
                new LeaseTimes(
                        settings.number("lease-ms"),
                        settings.number("heartbeat-ms"),
                        settings.number("challenge-ms"),
                        settings.number("challenge-step-ms")),
                settings.integer("priority"),
                settings.number("disk-probe-timeout-ms"),
                settings.number("max-backlog-bytes"),
                settings.integer("max-entry-bytes"),
                settings.number("segment-bytes"),
                limits(settings),
                settings,
                List.copyOf(warnings));
    }

    /** When a block of a stream takes no further entry. */
    public StreamLimits streamLimits() {
        return new StreamLimits(settings.number("stream-node-max-bytes"), settings.number("stream-node-max-entries"));
    }

    /** Between two digests of a shard with a log, {@code digest-interval}; 0 for none. */
    public long digestIntervalMs() {
        return 1000 * settings.number("digest-interval");
    }

    private static Durability durability(String name, NodePlace place) {
        Durability level = Durability.valueOf(name.toUpperCase(Locale.ROOT));
        if (level == Durability.LOG && !place.log()) {
            throw new HeadwaterException(
                    "durability 'log' needs a log", "use async or disk, or start with --kafka HOST:PORT", HeadwaterException.EXIT_USAGE);
        }
        return level;
    }

    private static FailoverMode failover(String mode, NodePlace place) {
        return switch (mode) {
            case "auto" -> FailoverMode.AUTO;
            case "manual" -> FailoverMode.MANUAL;
            default -> place.role() == NodePlace.Role.STANDBY ? FailoverMode.AUTO : FailoverMode.MANUAL;
        };
    }

    private static ClientLimits limits(Settings settings) {
        String output = settings.text("client-output-buffer-limit");
        return new ClientLimits(
                settings.integer("maxclients"),
                settings.integer("proto-max-bulk-len"),
                settings.integer("client-query-buffer-limit"),
                settings.integer("timeout"),
                settings.integer("tcp-keepalive"),
                OutputLimit.of("normal", output),
                OutputLimit.of("pubsub", output),
                settings.integer("log-timeout"),
                settings.number("max-held-reply-bytes"));
    }

    /** A dash in front of an address says that it may be missing; of those, loopback's IPv6 form is the usual one and is left to Redis. */
    private static List<String> hosts(String bind) {
        List<String> hosts = new ArrayList<>();
        for (String host : bind.split(" ")) {
            if (!host.isEmpty() && !host.startsWith("-")) hosts.add(host);
        }
        return hosts.isEmpty() ? List.of("*") : List.copyOf(hosts);
    }

    /** The first address that means a place, which the wildcards do not. */
    private static String reachable(List<String> hosts) {
        for (String host : hosts) {
            if (!host.equals("*") && !host.equals("0.0.0.0") && !host.equals("::")) return host;
        }
        return "127.0.0.1";
    }
}
