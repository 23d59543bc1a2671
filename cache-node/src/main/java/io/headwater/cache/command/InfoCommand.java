package io.headwater.cache.command;

import io.headwater.cache.engine.Database;
import io.headwater.cache.engine.Keyspace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** INFO: what the commands know themselves, completed by the node's {@link ServerInfo}. Field names are Redis's where there is one. */
final class InfoCommand {
    private static final List<String> DEFAULT_SECTIONS =
            List.of("server", "clients", "memory", "persistence", "stats", "replication", "cpu", "errorstats", "cluster", "keyspace");
    private static final List<String> EXTRA_SECTIONS = List.of("commandstats");

    private InfoCommand() {}

    static void addTo(CommandTable table) {
        table.add("info", -1, 0, 0, 0, CommandGroup.SERVER, "loading stale", InfoCommand::info);
    }

    private static void info(CommandContext context) {
        StringBuilder text = new StringBuilder();
        for (String section : sections(context)) {
            if (!text.isEmpty()) text.append("\r\n");
            text.append("# ").append(Character.toUpperCase(section.charAt(0))).append(section, 1, section.length()).append("\r\n");
            fields(context, section).forEach((name, value) -> text.append(name).append(':').append(value).append("\r\n"));
        }
        context.reply().verbatim("txt", text.toString());
    }

    private static Set<String> sections(CommandContext context) {
        Set<String> wanted = new LinkedHashSet<>();
        if (context.count() == 1) wanted.addAll(DEFAULT_SECTIONS);
        for (int i = 1; i < context.count(); i++) {
            String name = context.args().text(i).toLowerCase(Locale.ROOT);
            boolean all = name.equals("all") || name.equals("everything");
            if (all || name.equals("default")) wanted.addAll(DEFAULT_SECTIONS);
            if (all) wanted.addAll(EXTRA_SECTIONS);
            if (DEFAULT_SECTIONS.contains(name) || EXTRA_SECTIONS.contains(name)) wanted.add(name);
        }
        List<String> order = new ArrayList<>(DEFAULT_SECTIONS);
        order.addAll(DEFAULT_SECTIONS.indexOf("errorstats"), EXTRA_SECTIONS);
        order.retainAll(wanted);
        return new LinkedHashSet<>(order);
    }

    private static Map<String, Object> fields(CommandContext context, String section) {
        Map<String, Object> fields = new LinkedHashMap<>();
        switch (section) {
            case "server" -> server(context, fields);
            case "clients" -> clients(context, fields);
            case "memory" -> memory(fields);
            case "stats" -> statistics(context, fields);
            case "replication" -> replication(context, fields);
            case "commandstats" -> commands(context, fields);
            case "cluster" -> fields.put("cluster_enabled", context.server().cluster().enabled() ? 1 : 0);
            case "keyspace" -> keyspace(context, fields);
            default -> {}
        }
        context.server().info().report(section, fields::put);
        return fields;
    }

    private static void server(CommandContext context, Map<String, Object> fields) {
        fields.put("redis_version", HelloCommand.REDIS_VERSION);
        fields.put("redis_mode", context.server().cluster().enabled() ? "cluster" : "standalone");
        fields.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version") + " " + System.getProperty("os.arch"));
        fields.put("arch_bits", 64);
        fields.put("process_id", ProcessHandle.current().pid());
        fields.put("server_time_usec", context.nowMs() * 1000);
    }

    private static void clients(CommandContext context, Map<String, Object> fields) {
        fields.put("connected_clients", context.server().sessions().size());
        fields.put("blocked_clients", context.server().sessions().all().stream().filter(ClientSession::isWaiting).count());
    }

    /** The heap in use, garbage included: the collector decides when that goes. */
    private static void memory(Map<String, Object> fields) {
        Runtime runtime = Runtime.getRuntime();
        long used = runtime.totalMemory() - runtime.freeMemory();
        fields.put("used_memory", used);
        fields.put("used_memory_human", human(used));
        fields.put("total_system_memory", runtime.maxMemory());
        fields.put("total_system_memory_human", human(runtime.maxMemory()));
        fields.put("mem_allocator", "jvm");
    }

    private static String human(long bytes) {
        String units = "BKMGT";
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < units.length() - 1) {
            value /= 1024;
            unit++;
        }
        return unit == 0 ? bytes + "B" : String.format(Locale.ROOT, "%.2f%c", value, units.charAt(unit));
    }

    private static void statistics(CommandContext context, Map<String, Object> fields) {
        ServerCounters counters = context.server().counters();
        fields.put("total_connections_received", context.server().sessions().accepted());
        fields.put("total_commands_processed", counters.commands());
        fields.put("expired_keys", context.effects().expired());
        fields.put("evicted_keys", 0);
        fields.put("keyspace_hits", counters.hits());
        fields.put("keyspace_misses", counters.misses());
        fields.put("pubsub_channels", context.executor().pubSub().channels().size());
        fields.put("pubsub_patterns", context.executor().pubSub().patterns());
        fields.put("total_error_replies", counters.errors());
    }

    private static void replication(CommandContext context, Map<String, Object> fields) {
        ServerRole role = context.server().role();
        fields.put("role", role.isPrimary() ? "master" : "slave");
        if (!role.isPrimary()) {
            fields.put("master_host", role.primaryHost());
            fields.put("master_port", role.primaryPort());
            fields.put("master_link_status", role.isLinkUp() ? "up" : "down");
            fields.put("slave_repl_offset", role.lsn());
            fields.put("slave_read_only", 1);
        }
        List<ClusterView.Node> replicas = role.isPrimary() ? ServerCommands.replicas(context.server().cluster()) : List.of();
        fields.put("connected_slaves", replicas.size());
        for (int i = 0; i < replicas.size(); i++) {
            ClusterView.Node replica = replicas.get(i);
            fields.put("slave" + i, "ip=" + replica.host() + ",port=" + replica.port() + ",state=online,offset=" + replica.lsn() + ",lag=0");
        }
        fields.put("master_repl_offset", role.lsn());
    }

    private static void commands(CommandContext context, Map<String, Object> fields) {
        for (CommandSpec spec : context.executor().table().withSubcommands()) {
            CommandStatistics statistics = spec.statistics();
            if (statistics.calls() + statistics.rejected() == 0) continue;
            fields.put(
                    "cmdstat_" + spec.name(),
                    "calls=" + statistics.calls() + ",rejected_calls=" + statistics.rejected() + ",failed_calls=" + statistics.failed());
        }
    }

    private static void keyspace(CommandContext context, Map<String, Object> fields) {
        // Past the context's own ways to a database: an operator gets these numbers while the log is away, when replies that depend on keys wait.
        Keyspace keyspace = context.server().keyspace();
        for (int i = 0; i < keyspace.databases(); i++) {
            Database database = keyspace.database(i);
            if (database.size() == 0) continue;
            fields.put("db" + i, "keys=" + database.size() + ",expires=" + database.expiring() + ",avg_ttl=" + database.averageTtlMs(context.nowMs()));
        }
    }
}
