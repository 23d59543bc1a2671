package io.headwater.cache.command;

import io.headwater.cache.engine.Args;

/** Where the keys of a call are. */
final class KeyPositions {
    /** In the place of a count: keys, and as many other arguments, follow the word STREAMS. */
    static final int BEHIND_STREAMS = -1;

    private KeyPositions() {}

    /** Takes the index of one key; false ends the walk. */
    @FunctionalInterface
    interface Visitor {
        boolean key(int index);
    }

    /** Visits the index of every key of a call whose arity was checked. */
    static void forEach(CommandSpec spec, Args args, Visitor visitor) {
        int count = args.count();
        if (spec.firstKey() > 0) {
            int last = spec.lastKey() < 0 ? count + spec.lastKey() : Math.min(spec.lastKey(), count - 1);
            for (int i = spec.firstKey(); i <= last; i += spec.keyStep()) {
                if (!visitor.key(i)) return;
            }
        }
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
