package io.headwater.cache.command;

import io.headwater.cache.engine.Args;
import io.headwater.cache.engine.EffectOp;
import io.headwater.cache.engine.Effects;
import io.headwater.cache.engine.Hasher;
import io.headwater.cache.engine.RankBound;
import io.headwater.cache.engine.SortedSetValue;
import org.jspecify.annotations.Nullable;

/** Commands that look at members of one sorted set, or remove them by name. */
final class SortedSetCommands {
    private final EarlierArguments earlier = new EarlierArguments();

    private SortedSetCommands() {}

    static void addTo(CommandTable table) {
        SortedSetCommands commands = new SortedSetCommands();
        CommandGroup group = CommandGroup.SORTED_SET;
        table.add("zrem", -3, 1, 1, 1, group, "write fast", commands::remove);
        table.add("zscore", 3, 1, 1, 1, group, "readonly fast", SortedSetCommands::score);
        table.add("zmscore", -3, 1, 1, 1, group, "readonly fast", SortedSetCommands::scores);
        table.add("zcard", 2, 1, 1, 1, group, "readonly fast", SortedSetCommands::size);
        table.add("zcount", 4, 1, 1, 1, group, "readonly fast", SortedSetCommands::countByScore);
        table.add("zlexcount", 4, 1, 1, 1, group, "readonly fast", SortedSetCommands::countByName);
        table.add("zrank", 3, 1, 1, 1, group, "readonly fast", context -> rank(context, false));
        table.add("zrevrank", 3, 1, 1, 1, group, "readonly fast", context -> rank(context, true));
    }

    private void remove(CommandContext context) {
        Args args = context.args();
        Effects effects = context.effects();
        SortedSetValue set = context.forWrite(1, SortedSetValue.class);
        Hasher hasher = context.hasher();
        boolean single = args.count() == 3;
        if (!single) earlier.begin(args.count());
        int removed = 0;
        for (int i = 2; i < args.count(); i++) {
            if (Double.isNaN(score(set, args, i)) || !(single || earlier.isNew(args, i, hasher))) continue;
            if (removed++ == 0) effects.begin(EffectOp.ZREM, 2).arg(args, 1);
            effects.arg(args, i);
        }
        if (removed > 0) effects.end();
        context.reply().integer(removed);
    }

    private static void score(CommandContext context) {
        replyScore(context, context.read(1, SortedSetValue.class), 2);
    }

    private static void scores(CommandContext context) {
        SortedSetValue set = context.read(1, SortedSetValue.class);
        int count = context.count();
        context.reply().arrayHeader(count - 2);
        for (int i = 2; i < count; i++) replyScore(context, set, i);
    }

    private static void replyScore(CommandContext context, @Nullable SortedSetValue set, int member) {
        double score = score(set, context.args(), member);
        if (Double.isNaN(score)) context.reply().nullBulk();
        else context.reply().doubleValue(score);
    }

    private static void size(CommandContext context) {
        SortedSetValue set = context.read(1, SortedSetValue.class);
        context.reply().integer(set == null ? 0 : set.size());
    }

    private static void countByScore(CommandContext context) {
        count(context, RangeArguments.lowScore(context.args(), 2), RangeArguments.highScore(context.args(), 3));
    }

    private static void countByName(CommandContext context) {
        count(context, RangeArguments.lowName(context.args(), 2), RangeArguments.highName(context.args(), 3));
    }

    private static void count(CommandContext context, RankBound low, RankBound high) {
        SortedSetValue set = context.read(1, SortedSetValue.class);
        context.reply().integer(set == null ? 0 : RankRange.between(set, low, high).count());
    }

    private static void rank(CommandContext context, boolean fromEnd) {
        Args args = context.args();
        SortedSetValue set = context.read(1, SortedSetValue.class);
        int rank = set == null ? -1 : set.rank(args.bytes(), args.offset(2), args.length(2));
        if (set == null || rank < 0) context.reply().nullBulk();
        else context.reply().integer(fromEnd ? set.size() - 1 - rank : rank);
    }

    /** The score of the member that is argument {@code i}, or NaN. */
    static double score(@Nullable SortedSetValue set, Args args, int i) {
        return set == null ? Double.NaN : set.score(args.bytes(), args.offset(i), args.length(i));
    }
}
