package io.headwater.cache.command;

import io.headwater.cache.engine.Args;
import io.headwater.cache.engine.EffectOp;
import io.headwater.cache.engine.RankBound;
import io.headwater.cache.engine.SortedSetValue;
import org.jspecify.annotations.Nullable;

/** ZRANGE and its older kin, ZRANGESTORE, ZREMRANGEBY...: one parser, since ZRANGE can say all of it. */
final class SortedSetRangeCommands {
    private static final CommandError LIMIT_BY_RANK =
            new CommandError("ERR syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX");

    private static final CommandError SCORES_BY_NAME = new CommandError("ERR syntax error, WITHSCORES not supported in combination with BYLEX");
    private static final long NO_LIMIT = -1;

    private SortedSetRangeCommands() {}

    /** What a range's ends are. */
    private enum By {
        RANK,
        SCORE,
        NAME
    }

    /**
     * What a command's name says already.
     *
     * @param by what the ends are, or null if options may say it
     * @param backwards whether the highest comes first, or null if an option may say it
     */
    private record Form(@Nullable By by, @Nullable Boolean backwards) {}

    /**
     * What was asked for.
     *
     * @param limit most members, negative for all
     */
    private record Request(By by, boolean backwards, boolean scores, long offset, long limit) {}

    static void addTo(CommandTable table) {
        CommandGroup group = CommandGroup.SORTED_SET;
        table.add("zrange", -4, 1, 1, 1, group, "readonly", context -> reply(context, new Form(null, null)));
        table.add("zrevrange", -4, 1, 1, 1, group, "readonly", context -> reply(context, new Form(By.RANK, true)));
        table.add("zrangebyscore", -4, 1, 1, 1, group, "readonly", context -> reply(context, new Form(By.SCORE, false)));
        table.add("zrevrangebyscore", -4, 1, 1, 1, group, "readonly", context -> reply(context, new Form(By.SCORE, true)));
        table.add("zrangebylex", -4, 1, 1, 1, group, "readonly", context -> reply(context, new Form(By.NAME, false)));
        table.add("zrevrangebylex", -4, 1, 1, 1, group, "readonly", context -> reply(context, new Form(By.NAME, true)));
        table.add("zrangestore", -5, 1, 2, 1, group, "write denyoom", SortedSetRangeCommands::store);
        table.add("zremrangebyrank", 4, 1, 1, 1, group, "write", context -> remove(context, By.RANK));
        table.add("zremrangebyscore", 4, 1, 1, 1, group, "write", context -> remove(context, By.SCORE));
        table.add("zremrangebylex", 4, 1, 1, 1, group, "write", context -> remove(context, By.NAME));
    }

    private static void reply(CommandContext context, Form form) {
        Request request = parse(context, 1, form, true);
        Selector selector = selector(context, 1, request);
        SortedSetValue set = context.read(1, SortedSetValue.class);
        ReplyBuffer reply = context.reply();
        if (set == null) {
            reply.arrayHeader(0);
            return;
        }
        RankRange range = selector.range(set);
        boolean nested = request.scores && reply.isResp3();
        reply.arrayHeader(request.scores && !nested ? 2 * range.count() : range.count());
        int start = request.backwards ? range.first() + range.count() - 1 : range.first();
        if (range.count() > 0) set.forEach(start, range.count(), request.backwards, (member, offset, length, score) -> {
            if (nested) reply.arrayHeader(2);
            reply.bulk(member, offset, length);
            if (request.scores) reply.doubleValue(score);
        });
    }

    private static void store(CommandContext context) {
        Request request = parse(context, 2, new Form(null, null), false);
        Selector selector = selector(context, 2, request);
        SortedSetValue set = context.read(2, SortedSetValue.class);
        boolean replaces = context.lookupForWrite(1) != null;
        if (replaces) context.effects().add(EffectOp.DEL, context.args(), 1);
        RankRange range = set == null ? new RankRange(0, 0) : selector.range(set);
        if (set != null && range.count() > 0) {
            MemberEffects added = new MemberEffects(context, EffectOp.ZADD, 1);
            set.forEach(range.first(), range.count(), false, (member, offset, length, score) -> added.scored(score, member, offset, length));
            added.end();
        }
        context.reply().integer(range.count());
    }

    private static void remove(CommandContext context, By by) {
        Selector selector = selector(context, 1, new Request(by, false, false, 0, NO_LIMIT));
        SortedSetValue set = context.forWrite(1, SortedSetValue.class);
        RankRange range = set == null ? new RankRange(0, 0) : selector.range(set);
        if (set != null) removeRange(context, 1, set, range);
        context.reply().integer(range.count());
    }

    /** Yields the removal of a range from the set at {@code key}. */
    static void removeRange(CommandContext context, int key, SortedSetValue set, RankRange range) {
        if (range.count() == 0) return;
        if (range.count() == set.size()) {
            context.effects().add(EffectOp.DEL, context.args(), key);
            return;
        }
        MemberEffects removed = new MemberEffects(context, EffectOp.ZREM, key);
        set.forEach(range.first(), range.count(), false, (member, offset, length, score) -> removed.member(member, offset, length));
        removed.end();
    }

    /** Parses what follows the key at {@code key} and the ends of the range. */
    private static Request parse(CommandContext context, int key, Form form, boolean mayReplyScores) {
        Args args = context.args();
        By by = form.by;
        Boolean backwards = form.backwards;
        boolean scores = false;
        long offset = 0;
        long limit = NO_LIMIT;
        for (int i = key + 3; i < args.count(); i++) {
            if (mayReplyScores && args.is(i, "WITHSCORES")) {
                scores = true;
            } else if (args.is(i, "LIMIT") && i + 2 < args.count()) {
                offset = context.longArg(++i);
                limit = context.longArg(++i);
            } else if (form.backwards == null && backwards == null && args.is(i, "REV")) {
                backwards = true;
            } else if (by == null && args.is(i, "BYLEX")) {
                by = By.NAME;
            } else if (by == null && args.is(i, "BYSCORE")) {
                by = By.SCORE;
            } else {
                throw CommandError.SYNTAX;
            }
        }
        if (by == null) by = By.RANK;
        if (limit != NO_LIMIT && by == By.RANK) throw LIMIT_BY_RANK;
        if (scores && by == By.NAME) throw SCORES_BY_NAME;
        return new Request(by, backwards != null && backwards, scores, offset, limit);
    }

    /** Finds the asked-for range in a set, once that is known. */
    @FunctionalInterface
    private interface Selector {
        RankRange range(SortedSetValue set);
    }

    /** Parses the ends of the range, which follow the key at {@code key}. */
    private static Selector selector(CommandContext context, int key, Request request) {
        if (request.by == By.RANK) {
            long start = context.longArg(key + 1);
            long stop = context.longArg(key + 2);
            return set -> {
                RankRange range = RankRange.ofRanks(set, start, stop);
                return request.backwards ? range.reversed(set) : range;
            };
        }
        Args args = context.args();
        // Backwards, the maximum comes first.
        int min = request.backwards ? key + 2 : key + 1;
        int max = request.backwards ? key + 1 : key + 2;
        boolean byScore = request.by == By.SCORE;
        RankBound low = byScore ? RangeArguments.lowScore(args, min) : RangeArguments.lowName(args, min);
        RankBound high = byScore ? RangeArguments.highScore(args, max) : RangeArguments.highName(args, max);
        return set -> RankRange.between(set, low, high).limited(request.offset, request.limit, request.backwards);
    }
}
