package io.headwater.cache.command;

import io.headwater.cache.engine.Args;
import io.headwater.cache.engine.EffectOp;
import io.headwater.cache.engine.Entry;
import io.headwater.cache.engine.SetValue;
import io.headwater.cache.engine.Slice;
import io.headwater.cache.engine.SortedSetValue;
import io.headwater.cache.engine.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Unions, intersections and differences of sorted sets, and of sets, whose members count as having the score 1: replied, counted, or stored as DEL and ZADD. */
final class SortedSetAlgebraCommands {
    private static final CommandError WEIGHT_NOT_A_FLOAT = new CommandError("ERR weight value is not a float");
    private static final CommandError NEGATIVE_LIMIT = new CommandError("ERR LIMIT can't be negative");

    private SortedSetAlgebraCommands() {}

    private enum Operation {
        UNION,
        INTERSECTION,
        DIFFERENCE
    }

    /** A set or sorted set, or null where the key is absent, and what its scores are multiplied by. */
    private record Source(@Nullable Value value, double weight) {
        int size() {
            return switch (value) {
                case SortedSetValue sorted -> sorted.size();
                case SetValue set -> set.size();
                case null, default -> 0;
            };
        }

        /** The member's score before weighing, or NaN. */
        double score(byte[] member, int offset, int length) {
            return switch (value) {
                case SortedSetValue sorted -> sorted.score(member, offset, length);
                case SetValue set -> set.contains(member, offset, length) ? 1 : Double.NaN;
                case null, default -> Double.NaN;
            };
        }

        void forEach(Slice.ScoredConsumer consumer) {
            if (value instanceof SortedSetValue sorted) sorted.forEach(consumer);
            else if (value instanceof SetValue set) set.forEach((member, offset, length) -> consumer.accept(member, offset, length, 1));
        }

        long scan(long cursor, Slice.ScoredConsumer consumer) {
            return switch (value) {
                case SortedSetValue sorted -> sorted.scan(cursor, consumer);
                case SetValue set -> set.scan(cursor, (member, offset, length) -> consumer.accept(member, offset, length, 1));
                case null, default -> 0;
            };
        }
    }

    /**
     * A parsed call.
     *
     * @param limit of a count; 0 for none
     */
    private record Request(List<Source> sources, ScoreAggregate aggregate, boolean scores, long limit) {}

    static void addTo(CommandTable table) {
        CommandGroup group = CommandGroup.SORTED_SET;
        String reads = "readonly movablekeys";
        String writes = "write denyoom movablekeys";
        table.addCounted("zunion", -3, 0, 0, 0, 1, group, reads, context -> reply(context, Operation.UNION));
        table.addCounted("zinter", -3, 0, 0, 0, 1, group, reads, context -> reply(context, Operation.INTERSECTION));
        table.addCounted("zdiff", -3, 0, 0, 0, 1, group, reads, context -> reply(context, Operation.DIFFERENCE));
        table.addCounted("zunionstore", -4, 1, 1, 1, 2, group, writes, context -> store(context, Operation.UNION));
        table.addCounted("zinterstore", -4, 1, 1, 1, 2, group, writes, context -> store(context, Operation.INTERSECTION));
        table.addCounted("zdiffstore", -4, 1, 1, 1, 2, group, writes, context -> store(context, Operation.DIFFERENCE));
        table.addCounted("zintercard", -3, 0, 0, 0, 1, group, reads, SortedSetAlgebraCommands::count);
    }

    private static void reply(CommandContext context, Operation operation) {
        Request request = parse(context, 1, operation, true, false);
        ReplyBuffer reply = context.reply();
        ScoreSums sums = compute(context, request, operation);
        boolean nested = request.scores && reply.isResp3();
        reply.arrayHeader(request.scores && !nested ? 2 * sums.size() : sums.size());
        for (ScoreSums.Sum sum : sums.sorted()) {
            if (nested) reply.arrayHeader(2);
            reply.bulk(sum.key());
            if (request.scores) reply.doubleValue(sum.score);
        }
    }

    private static void store(CommandContext context, Operation operation) {
        Request request = parse(context, 2, operation, false, false);
        ScoreSums sums = compute(context, request, operation);
        if (context.lookupForWrite(1) != null) context.effects().add(EffectOp.DEL, context.args(), 1);
        MemberEffects added = new MemberEffects(context, EffectOp.ZADD, 1);
        for (ScoreSums.Sum sum : sums.sorted()) added.scored(sum.score, sum.key(), 0, sum.key().length);
        added.end();
        context.reply().integer(sums.size());
    }

    private static void count(CommandContext context) {
        Request request = parse(context, 1, Operation.INTERSECTION, false, true);
        context.reply().integer(sizeOfIntersection(request.sources, request.limit == 0 ? Long.MAX_VALUE : request.limit));
    }

    private static long sizeOfIntersection(List<Source> sources, long limit) {
        List<Source> sorted = new ArrayList<>(sources);
        sorted.sort(Comparator.comparingInt(Source::size));
        Source smallest = sorted.removeFirst();
        sorted.removeIf(other -> other.value == smallest.value);
        long[] count = {0};
        long cursor = 0;
        // A scan, since it can be left when the limit is reached. Nothing changes meanwhile, so it gives each member once.
        do {
            cursor = smallest.scan(cursor, (member, offset, length, score) -> {
                for (Source other : sorted) {
                    if (Double.isNaN(other.score(member, offset, length))) return;
                }
                count[0]++;
            });
        } while (cursor != 0 && count[0] < limit);
        return Math.min(count[0], limit);
    }

    private static Request parse(CommandContext context, int countAt, Operation operation, boolean mayReplyScores, boolean counts) {
        Args args = context.args();
        long keys = context.longArg(countAt);
        if (keys < 1) throw new CommandError("ERR at least 1 input key is needed for '" + context.spec().name() + "' command");
        if (keys > args.count() - countAt - 1) throw CommandError.SYNTAX;
        int first = countAt + 1;
        int end = first + (int) keys;
        // Redis looks at the keys' types before it looks at the options.
        List<@Nullable Value> values = new ArrayList<>();
        for (int i = first; i < end; i++) values.add(value(context, i));

        boolean weighs = operation != Operation.DIFFERENCE && !counts;
        double[] weights = null;
        ScoreAggregate aggregate = ScoreAggregate.SUM;
        boolean scores = false;
        long limit = 0;
        for (int i = end; i < args.count(); ) {
            int left = args.count() - i;
            if (weighs && left > keys && args.is(i, "WEIGHTS")) {
                weights = weights(args, i + 1, (int) keys);
                i += 1 + (int) keys;
            } else if (weighs && left >= 2 && args.is(i, "AGGREGATE")) {
                aggregate = ScoreAggregate.parse(args, i + 1);
                i += 2;
            } else if (mayReplyScores && args.is(i, "WITHSCORES")) {
                scores = true;
                i++;
            } else if (counts && left >= 2 && args.is(i, "LIMIT")) {
                limit = CountArguments.atLeast(context, i + 1, 0, NEGATIVE_LIMIT);
                i += 2;
            } else {
                throw CommandError.SYNTAX;
            }
        }
        List<Source> sources = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) sources.add(new Source(values.get(i), weights == null ? 1 : weights[i]));
        return new Request(sources, aggregate, scores, limit);
    }

    private static @Nullable Value value(CommandContext context, int i) {
        Entry entry = context.lookup(i);
        if (entry == null) return null;
        Value value = entry.value();
        if (!(value instanceof SortedSetValue || value instanceof SetValue)) throw CommandError.WRONG_TYPE;
        return value;
    }

    private static double[] weights(Args args, int from, int count) {
        double[] weights = new double[count];
        for (int i = 0; i < count; i++) {
            weights[i] = args.toDouble(from + i);
            if (Double.isNaN(weights[i])) throw WEIGHT_NOT_A_FLOAT;
        }
        return weights;
    }

    private static ScoreSums compute(CommandContext context, Request request, Operation operation) {
        ScoreSums sums = new ScoreSums(context.hasher());
        List<Source> sources = new ArrayList<>(request.sources);
        // Scores are joined from the smallest set to the largest, as in Redis: sums of doubles depend on it.
        if (operation != Operation.DIFFERENCE) sources.sort(Comparator.comparingInt(Source::size));
        switch (operation) {
            case UNION -> {
                for (Source source : sources) {
                    source.forEach((member, offset, length, score) ->
                            sums.add(member, offset, length, ScoreAggregate.weighted(score, source.weight), request.aggregate));
                }
            }
            case INTERSECTION -> intersect(sources, request.aggregate, sums);
            case DIFFERENCE -> subtract(sources, sums);
        }
        return sums;
    }

    private static void intersect(List<Source> sources, ScoreAggregate aggregate, ScoreSums sums) {
        Source smallest = sources.getFirst();
        List<Source> others = sources.subList(1, sources.size());
        smallest.forEach((member, offset, length, score) -> {
            double joined = ScoreAggregate.weighted(score, smallest.weight);
            for (Source other : others) {
                double further = other.score(member, offset, length);
                if (Double.isNaN(further)) return;
                joined = aggregate.join(joined, further * other.weight);
            }
            sums.add(member, offset, length, joined, aggregate);
        });
    }

    private static void subtract(List<Source> sources, ScoreSums sums) {
        Source first = sources.getFirst();
        List<Source> others = sources.subList(1, sources.size());
        first.forEach((member, offset, length, score) -> {
            for (Source other : others) {
                if (!Double.isNaN(other.score(member, offset, length))) return;
            }
            sums.add(member, offset, length, score, ScoreAggregate.SUM);
        });
    }
}
