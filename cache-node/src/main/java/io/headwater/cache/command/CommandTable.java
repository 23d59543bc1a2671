package io.headwater.cache.command;

import io.headwater.cache.engine.Args;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All commands by name. Built once, then only read; a look-up ignores case and allocates nothing. */
public final class CommandTable {
    private final Map<String, CommandSpec> specByName = new LinkedHashMap<>();
    private @Nullable CommandSpec[] slots = new CommandSpec[0];

    private CommandTable() {}

    /** The table with every command of this package. */
    public static CommandTable standard() {
        CommandTable table = new CommandTable();
        StringCommands.addTo(table);
        SubstringCommands.addTo(table);
        CounterCommands.addTo(table);
        BitCommands.addTo(table);
        BitFieldCommands.addTo(table);
        HyperLogLogCommands.addTo(table);
        GeoCommands.addTo(table);
        GeoSearchCommands.addTo(table);
        SortCommands.addTo(table);
        LcsCommand.addTo(table);
        DumpCommands.addTo(table);
        MigrateCommand.addTo(table);
        HashCommands.addTo(table);
        ListCommands.addTo(table);
        ListMoveCommands.addTo(table);
        BlockingListCommands.addTo(table);
        SetCommands.addTo(table);
        SetAlgebraCommands.addTo(table);
        SortedSetCommands.addTo(table);
        SortedSetAddCommands.addTo(table);
        SortedSetRangeCommands.addTo(table);
        SortedSetPopCommands.addTo(table);
        BlockingSortedSetCommands.addTo(table);
        StreamCommands.addTo(table);
        StreamRangeCommands.addTo(table);
        StreamReadCommands.addTo(table);
        StreamGroupCommands.addTo(table);
        StreamClaimCommands.addTo(table);
        StreamPendingCommand.addTo(table);
        StreamInfoCommands.addTo(table);
        SortedSetAlgebraCommands.addTo(table);
        RandomMemberCommands.addTo(table);
        MemberScanCommands.addTo(table);
        KeyCommands.addTo(table);
        ExpiryCommands.addTo(table);
        ScanCommands.addTo(table);
        ObjectCommands.addTo(table);
        MemoryCommands.addTo(table);
        DebugCommand.addTo(table);
        LolwutCommand.addTo(table);
        TransactionCommands.addTo(table);
        ScriptCommands.addTo(table);
        DatabaseCommands.addTo(table);
        ConnectionCommands.addTo(table);
        ClientCommands.addTo(table);
        ServerCommands.addTo(table);
        ConfigCommands.addTo(table);
        InfoCommand.addTo(table);
        CommandCommands.addTo(table);
        DiagnosticCommands.addTo(table);
        ClusterCommands.addTo(table);
        PubSubCommands.addTo(table);
        SentinelCommands.addTo(table);
        DurabilityCommands.addTo(table);
        KeyDigestCommand.addTo(table);
        WaitCommands.addTo(table);
        PositionCommands.addTo(table);
        SessionCommand.addTo(table);
        HeadwaterCommands.addTo(table);
        HistoryCommand.addTo(table);
        table.index();
        return table;
    }

    /**
     * Adds a command.
     *
     * @param flags names of {@link CommandFlag}s in lower case, separated by spaces
     */
    void add(String name, int arity, int firstKey, int lastKey, int keyStep, CommandGroup group, String flags, Handler handler) {
        add(CommandSpec.of(name, arity, firstKey, lastKey, keyStep, group, flags, handler));
    }

    /** Adds a command some of whose keys follow an argument that counts them, at index {@code keyCountAt}; those at first, last and step are keys too. */
    void addCounted(
            String name, int arity, int firstKey, int lastKey, int keyStep, int keyCountAt, CommandGroup group, String flags, Handler handler) {
        add(CommandSpec.of(name, arity, firstKey, lastKey, keyStep, keyCountAt, group, flags, handler));
    }

    /** Adds a command that consists of subcommands, given as specs named {@code container|name}, and of HELP. */
    void addContainer(String name, CommandGroup group, CommandSpec... subcommands) {
        addContainer(name, -2, group, "", context -> {
            throw CommandError.wrongArity(name);
        }, subcommands);
    }

    /** {@link #addContainer(String, CommandGroup, CommandSpec...)} that can be called without a subcommand too. */
    void addContainer(String name, int arity, CommandGroup group, String flags, Handler handler, CommandSpec... subcommands) {
        List<CommandSpec> all = new ArrayList<>(List.of(subcommands));
        all.add(Help.of(name, group, all));
        add(new CommandSpec(name, arity, 0, 0, 0, 0, group, CommandFlag.parse(flags), List.copyOf(all), handler, new CommandStatistics()));
    }

    private void add(CommandSpec spec) {
        if (specByName.put(spec.name(), spec) != null) throw new IllegalStateException("two commands named " + spec.name());
    }

    private void index() {
        int capacity = Integer.highestOneBit(Math.max(16, specByName.size() * 4)) * 2;
        slots = new CommandSpec[capacity];
        for (CommandSpec spec : specByName.values()) {
            byte[] name = spec.name().getBytes(StandardCharsets.US_ASCII);
            int slot = hash(name, 0, name.length) & (capacity - 1);
            while (slots[slot] != null) slot = (slot + 1) & (capacity - 1);
            slots[slot] = spec;
        }
    }

    /** The command that argument 0 names, or null. */
    public @Nullable CommandSpec find(Args args) {
        return find(args.bytes(), args.offset(0), args.length(0));
    }

    /** The command of this name, or null. */
    public @Nullable CommandSpec find(byte[] b, int offset, int length) {
        int mask = slots.length - 1;
        int slot = hash(b, offset, length) & mask;
        for (CommandSpec spec = slots[slot]; spec != null; spec = slots[slot]) {
            if (isName(spec.name(), 0, b, offset, length)) return spec;
            slot = (slot + 1) & mask;
        }
        return null;
    }

    /** The command of this lower-case name, or null. */
    public @Nullable CommandSpec find(String name) {
        return specByName.get(name);
    }

    /** The command, or a container's subcommand, that the arguments name; null if there is none. A container without a subcommand is itself. */
    public @Nullable CommandSpec resolve(Args args) {
        CommandSpec spec = find(args);
        return spec == null || spec.subcommands().isEmpty() || args.count() == 1 ? spec : subcommand(spec, args);
    }

    /** The subcommand of {@code container} that argument 1 names, or null. */
    static @Nullable CommandSpec subcommand(CommandSpec container, Args args) {
        int prefix = container.name().length() + 1;
        for (CommandSpec spec : container.subcommands()) {
            if (isName(spec.name(), prefix, args.bytes(), args.offset(1), args.length(1))) return spec;
        }
        return null;
    }

    /** All commands. */
    public Collection<CommandSpec> all() {
        return new ArrayList<>(specByName.values());
    }

    /** All commands and, behind each container, its subcommands. */
    List<CommandSpec> withSubcommands() {
        List<CommandSpec> all = new ArrayList<>();
        for (CommandSpec spec : specByName.values()) {
            all.add(spec);
            all.addAll(spec.subcommands());
        }
        return all;
    }

    void resetStatistics() {
        for (CommandSpec spec : withSubcommands()) spec.statistics().reset();
    }

    /** Whether {@code name} from {@code from} on is the slice, whose case does not matter. */
    private static boolean isName(String name, int from, byte[] b, int offset, int length) {
        if (name.length() - from != length) return false;
        for (int i = 0; i < length; i++) {
            if (lower(b[offset + i]) != name.charAt(from + i)) return false;
        }
        return true;
    }

    private static int hash(byte[] b, int offset, int length) {
        int hash = length;
        for (int i = 0; i < length; i++) hash = hash * 31 + lower(b[offset + i]);
        return hash ^ (hash >>> 15);
    }

    private static int lower(byte b) {
        return b >= 'A' && b <= 'Z' ? b + 32 : b;
    }
}
