package io.headwater.cache.command;

import io.headwater.cache.engine.Args;

/** Where the keys of a call are. */
final class KeyPositions {
    /** In the place of a count: keys, and as many other arguments, follow the word STREAMS. */
    static final int BEHIND_STREAMS = -1;
    private static final int FIRST_RADIUS_OPTION = 5;
    private static final int FIRST_MIGRATE_OPTION = 6;

    private KeyPositions() {}

    /** The index of the first key behind the option KEYS of MIGRATE, 0 if there is none. */
    private static int migratedKeys(Args args) {
        for (int i = FIRST_MIGRATE_OPTION; i < args.count(); i++) {
            if (args.is(i, "KEYS")) return args.length(3) == 0 ? i + 1 : 0;
            if (args.is(i, "AUTH")) i++;
            else if (args.is(i, "AUTH2")) i += 2;
        }
        return 0;
    }

    /** The index of the key that a STORE option names, 0 if there is none. Of several the last one counts. */
    private static int storeKey(String command, Args args) {
        int found = 0;
        switch (command) {
            case "sort" -> {
                for (int i = 2; i + 1 < args.count(); i++) {
                    if (args.is(i, "LIMIT")) i += 2;
                    else if (args.is(i, "GET") || args.is(i, "BY")) i++;
                    else if (args.is(i, "STORE")) found = ++i;
                }
            }
            case "georadius", "georadiusbymember" -> {
                for (int i = FIRST_RADIUS_OPTION; i + 1 < args.count(); i++) {
                    if (args.is(i, "STORE") || args.is(i, "STOREDIST")) found = ++i;
                }
            }
            default -> {}
        }
        return found;
    }

    /** Takes the index of one key; false ends the walk. */
    @FunctionalInterface
    interface Visitor {
        boolean key(int index);
    }

    /** Visits the index of every key of a call whose arity was checked. */
    static void forEach(CommandSpec spec, Args args, Visitor visitor) {
        int count = args.count();
        int listed = spec.name().equals("migrate") ? migratedKeys(args) : 0;
        if (listed > 0) {
            for (int i = listed; i < count; i++) {
                if (!visitor.key(i)) return;
            }
        } else if (spec.firstKey() > 0) {
            int last = spec.lastKey() < 0 ? count + spec.lastKey() : Math.min(spec.lastKey(), count - 1);
            for (int i = spec.firstKey(); i <= last; i += spec.keyStep()) {
                if (!visitor.key(i)) return;
            }
        }
        int storeAt = storeKey(spec.name(), args);
        if (storeAt > 0 && !visitor.key(storeAt)) return;
        int countAt = spec.keyCountAt();
        if (countAt == BEHIND_STREAMS) {
            behindStreams(args, visitor);
            return;
        }
        if (countAt == 0 || countAt >= count || !args.isLong(countAt)) return;
        long keys = Math.min(args.toLong(countAt), count - countAt - 1L);
        for (int i = 1; i <= keys; i++) {
            if (!visitor.key(countAt + i)) return;
        }
    }

    private static void behindStreams(Args args, Visitor visitor) {
        int first = 1;
        while (first < args.count() && !args.is(first, "STREAMS")) first++;
        int keys = (args.count() - first - 1) / 2;
        for (int i = 1; i <= keys; i++) {
            if (!visitor.key(first + i)) return;
        }
    }
}
