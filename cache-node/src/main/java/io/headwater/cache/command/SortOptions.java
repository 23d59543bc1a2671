package io.headwater.cache.command;

import io.headwater.cache.engine.Args;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The options of a SORT. */
final class SortOptions {
    private static final CommandError BY_IN_CLUSTER = new CommandError("ERR BY option of SORT denied in cluster mode.");
    private static final CommandError GET_IN_CLUSTER = new CommandError("ERR GET option of SORT denied in cluster mode.");

    boolean descending;
    boolean alphabetic;
    long start;
    /** Elements wanted, negative for all. */
    long count = -1;
    /** Index of the key to store into, 0 for a reply. */
    int storeKey;

    private final List<SortPattern> gets = new ArrayList<>();
    private @Nullable SortPattern by;

    private SortOptions() {}

    static SortOptions parse(CommandContext context, boolean readOnly) {
        SortOptions options = new SortOptions();
        Args args = context.args();
        for (int i = 2; i < args.count(); i++) i += options.parse(context, args, i, readOnly);
        return options;
    }

    /** Parses the option at {@code i}; the number of its arguments. */
    private int parse(CommandContext context, Args args, int i, boolean readOnly) {
        int left = args.count() - i - 1;
        if (args.is(i, "ASC")) {
            descending = false;
        } else if (args.is(i, "DESC")) {
            descending = true;
        } else if (args.is(i, "ALPHA")) {
            alphabetic = true;
        } else if (args.is(i, "LIMIT") && left >= 2) {
            start = context.longArg(i + 1);
            count = context.longArg(i + 2);
            return 2;
        } else if (args.is(i, "STORE") && left >= 1 && !readOnly) {
            storeKey = i + 1;
            return 1;
        } else if (args.is(i, "BY") && left >= 1) {
            by = new SortPattern(args.copy(i + 1));
            if (!by.isConstant() && context.server().cluster().enabled()) throw BY_IN_CLUSTER;
            return 1;
        } else if (args.is(i, "GET") && left >= 1) {
            if (context.server().cluster().enabled()) throw GET_IN_CLUSTER;
            gets.add(new SortPattern(args.copy(i + 1)));
            return 1;
        } else {
            throw CommandError.SYNTAX;
        }
        return 0;
    }

    /** Whether elements stay in the order in which the value has them: BY a key that is the same for all. */
    boolean keepsOrder() {
        return by != null && by.isConstant();
    }

    void sortByName() {
        by = null;
        alphabetic = true;
    }

    /** What to sort by; null for the elements themselves. */
    @Nullable SortPattern by() {
        return by;
    }

    /** What to return instead of the elements. */
    List<SortPattern> gets() {
        return gets;
    }
}
