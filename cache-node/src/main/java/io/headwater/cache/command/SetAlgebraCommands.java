package io.headwater.cache.command;

import io.headwater.cache.engine.Args;
import io.headwater.cache.engine.EffectOp;
import io.headwater.cache.engine.Hasher;
import io.headwater.cache.engine.SetValue;
import io.headwater.cache.engine.Slice;
import io.headwater.cache.engine.ValueLoader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Intersections, unions and differences of sets: replied, counted, or stored as DEL and SADD. */
final class SetAlgebraCommands {
    private static final CommandError TOO_MANY_KEYS = new CommandError("ERR Number of keys can't be greater than number of args");
    private static final CommandError NEGATIVE_LIMIT = new CommandError("ERR LIMIT can't be negative");

    private SetAlgebraCommands() {}

    /** Gives the members of a result one by one, each once. */
    @FunctionalInterface
    private interface Operation {
        void compute(List<@Nullable SetValue> sets, Hasher hasher, Slice.Consumer result);
    }

    static void addTo(CommandTable table) {
        CommandGroup group = CommandGroup.SET;
        table.add("sinter", -2, 1, -1, 1, group, "readonly", context -> reply(context, SetAlgebraCommands::intersect));
        table.add("sunion", -2, 1, -1, 1, group, "readonly", context -> reply(context, SetAlgebraCommands::unite));
        table.add("sdiff", -2, 1, -1, 1, group, "readonly", context -> reply(context, SetAlgebraCommands::subtract));
        table.add("sinterstore", -3, 1, -1, 1, group, "write denyoom", context -> store(context, SetAlgebraCommands::intersect));
        table.add("sunionstore", -3, 1, -1, 1, group, "write denyoom", context -> store(context, SetAlgebraCommands::unite));
        table.add("sdiffstore", -3, 1, -1, 1, group, "write denyoom", context -> store(context, SetAlgebraCommands::subtract));
        table.addCounted("sintercard", -3, 0, 0, 0, 1, group, "readonly movablekeys", SetAlgebraCommands::count);
    }

    private static void reply(CommandContext context, Operation operation) {
        List<@Nullable SetValue> sets = sets(context, 1, context.count());
        ReplyBuffer reply = context.reply();
        int opened = reply.open();
        int[] count = {0};
        operation.compute(sets, context.hasher(), (member, offset, length) -> {
            reply.bulk(member, offset, length);
            count[0]++;
        });
        reply.closeSet(opened, count[0]);
    }

    private static void store(CommandContext context, Operation operation) {
        List<@Nullable SetValue> sets = sets(context, 2, context.count());
        // The target may be one of the sources: nothing changes before all effects are written.
        if (context.lookupForWrite(1) != null) context.effects().add(EffectOp.DEL, context.args(), 1);
        MemberEffects added = new MemberEffects(context, EffectOp.SADD, 1);
        int[] count = {0};
        operation.compute(sets, context.hasher(), (member, offset, length) -> {
            added.member(member, offset, length);
            count[0]++;
        });
        added.end();
        context.reply().integer(count[0]);
    }

    private static void count(CommandContext context) {
        Args args = context.args();
        long keys = CountArguments.keys(context, 1);
        if (keys > args.count() - 2) throw TOO_MANY_KEYS;
        int end = (int) keys + 2;
        long limit = 0;
        for (int i = end; i < args.count(); i += 2) {
            if (!args.is(i, "LIMIT") || i + 1 == args.count()) throw CommandError.SYNTAX;
            limit = CountArguments.atLeast(context, i + 1, 0, NEGATIVE_LIMIT);
        }
        context.reply().integer(sizeOfIntersection(sets(context, 2, end), limit == 0 ? Long.MAX_VALUE : limit));
    }

    private static long sizeOfIntersection(List<@Nullable SetValue> sets, long limit) {
        List<SetValue> sorted = sortedBySize(sets);
        if (sorted.isEmpty()) return 0;
        SetValue smallest = sorted.removeFirst();
        long[] count = {0};
        long cursor = 0;
        // A scan, since it can be left when the limit is reached. Nothing changes meanwhile, so it gives each member once.
        do {
            cursor = smallest.scan(cursor, (member, offset, length) -> {
                if (isInAll(sorted, member, offset, length)) count[0]++;
            });
        } while (cursor != 0 && count[0] < limit);
        return Math.min(count[0], limit);
    }

    /** The sets of arguments [{@code from}, {@code to}); null where there is none. */
    private static List<@Nullable SetValue> sets(CommandContext context, int from, int to) {
        List<@Nullable SetValue> sets = new ArrayList<>(to - from);
        for (int i = from; i < to; i++) sets.add(context.read(i, SetValue.class));
        return sets;
    }

    private static void intersect(List<@Nullable SetValue> sets, Hasher hasher, Slice.Consumer result) {
        List<SetValue> sorted = sortedBySize(sets);
        if (sorted.isEmpty()) return;
        SetValue smallest = sorted.removeFirst();
        smallest.forEach((member, offset, length) -> {
            if (isInAll(sorted, member, offset, length)) result.accept(member, offset, length);
        });
    }

    /** The different sets, smallest first; none if one is absent, which stands for an empty set. */
    private static List<SetValue> sortedBySize(List<@Nullable SetValue> sets) {
        Set<SetValue> different = new LinkedHashSet<>();
        for (SetValue set : sets) {
            if (set == null) return new ArrayList<>();
            different.add(set);
        }
        List<SetValue> sorted = new ArrayList<>(different);
        sorted.sort(Comparator.comparingInt(SetValue::size));
        return sorted;
    }

    private static boolean isInAll(List<SetValue> sets, byte[] member, int offset, int length) {
        for (SetValue set : sets) {
            if (!set.contains(member, offset, length)) return false;
        }
        return true;
    }

    private static void unite(List<@Nullable SetValue> sets, Hasher hasher, Slice.Consumer result) {
        SetValue seen = new SetValue(hasher);
        for (SetValue set : sets) {
            if (set == null) continue;
            set.forEach((member, offset, length) -> {
                if (ValueLoader.member(seen, member, offset, length)) result.accept(member, offset, length);
            });
        }
    }

    private static void subtract(List<@Nullable SetValue> sets, Hasher hasher, Slice.Consumer result) {
        SetValue first = sets.getFirst();
        if (first == null) return;
        List<@Nullable SetValue> others = sets.subList(1, sets.size());
        if (others.contains(first)) return;
        first.forEach((member, offset, length) -> {
            for (SetValue set : others) {
                if (set != null && set.contains(member, offset, length)) return;
            }
            result.accept(member, offset, length);
        });
    }
}
