package io.headwater.cache.command;

import java.util.Set;
import java.util.TreeSet;

/** The ACL categories of commands, as COMMAND reports them: most follow from flags and group. */
final class CommandCategories {
    /** Not for operators alone, but able to hurt. */
    private static final Set<String> DANGEROUS = Set.of("flushall", "flushdb", "info", "keys", "swapdb", "lastsave", "role", "restore", "restore-asking", "migrate", "sort", "sort_ro");
    /** Tell about the node without the flag that makes others "admin". */
    private static final Set<String> ADMIN = Set.of("lastsave", "role");
    /** Of another family than their group's. */
    private static final Set<String> CONNECTION = Set.of("command", "wait", "waitaof", "readonly", "readwrite", "asking");
    /** On keys as a whole, though their group is the server's. */
    private static final Set<String> KEYSPACE = Set.of("dbsize", "flushall", "flushdb", "swapdb");

    /** On three types at once, and of no family as a whole. */
    private static final Set<String> SORTS = Set.of("sort", "sort_ro");

    private CommandCategories() {}

    static Set<String> of(CommandSpec spec) {
        String name = spec.name();
        int bar = name.indexOf('|');
        String container = bar < 0 ? name : name.substring(0, bar);
        Set<String> categories = new TreeSet<>();
        boolean admin = spec.has(CommandFlag.ADMIN) || ADMIN.contains(name);
        if (spec.isWrite()) categories.add("@write");
        // What a script reads is not known beforehand.
        if (spec.has(CommandFlag.READONLY) && spec.group() != CommandGroup.SCRIPTING) categories.add("@read");
        if (admin) categories.add("@admin");
        if (admin || DANGEROUS.contains(name)) categories.add("@dangerous");
        if (spec.has(CommandFlag.BLOCKING)) categories.add("@blocking");
        categories.add(spec.has(CommandFlag.FAST) ? "@fast" : "@slow");
        if (spec.has(CommandFlag.PUBSUB)) categories.add("@pubsub");
        if (SORTS.contains(name)) categories.addAll(Set.of("@list", "@set", "@sortedset"));
        else if (CONNECTION.contains(container)) categories.add("@connection");
        else if (KEYSPACE.contains(name)) categories.add("@keyspace");
        else if (!spec.group().category().isEmpty() && isOfItsGroup(spec)) categories.add(spec.group().category());
        return categories;
    }

    /** Containers of subcommands are in no family: their subcommands are. */
    private static boolean isOfItsGroup(CommandSpec spec) {
        return spec.subcommands().isEmpty();
    }
}
