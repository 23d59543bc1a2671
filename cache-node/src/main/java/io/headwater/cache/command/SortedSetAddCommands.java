package io.headwater.cache.command;

import io.headwater.cache.engine.Args;
import io.headwater.cache.engine.EffectOp;
import io.headwater.cache.engine.Effects;
import io.headwater.cache.engine.SortedSetValue;
import org.jspecify.annotations.Nullable;

/** ZADD and ZINCRBY. What is logged are plain ZADDs of the scores that came out. */
final class SortedSetAddCommands {
    private static final CommandError NX_AND_XX = new CommandError("ERR XX and NX options at the same time are not compatible");
    private static final CommandError GT_LT_NX = new CommandError("ERR GT, LT, and/or NX options at the same time are not compatible");
    private static final CommandError SEVERAL_INCREMENTS = new CommandError("ERR INCR option supports a single increment-element pair");
    private static final CommandError NOT_A_NUMBER = new CommandError("ERR resulting score is not a number (NaN)");

    private final EarlierArguments earlier = new EarlierArguments();
    /** By pair: the score asked for, then the member's score after that pair. */
    private double[] scores = new double[16];

    // The options of the call.
    private boolean onlyNew;
    private boolean onlyPresent;
    private boolean onlyGreater;
    private boolean onlyLess;
    private boolean countsChanged;
    private boolean increments;

    private SortedSetAddCommands() {}

    static void addTo(CommandTable table) {
        SortedSetAddCommands commands = new SortedSetAddCommands();
        CommandGroup group = CommandGroup.SORTED_SET;
        table.add("zadd", -4, 1, 1, 1, group, "write denyoom fast", context -> commands.add(context, false));
        table.add("zincrby", 4, 1, 1, 1, group, "write denyoom fast", context -> commands.add(context, true));
    }

    /** ZADD, for commands that are one. */
    static Handler adder() {
        SortedSetAddCommands commands = new SortedSetAddCommands();
        return context -> commands.add(context, false);
    }

    private void add(CommandContext context, boolean isIncrement) {
        Args args = context.args();
        int from = parseOptions(args, isIncrement);
        int pairs = (args.count() - from) / 2;
        if ((args.count() - from) % 2 != 0 || pairs == 0) throw CommandError.SYNTAX;
        refuseContradictions(pairs);
        if (pairs > scores.length) scores = new double[pairs * 2];
        for (int pair = 0; pair < pairs; pair++) scores[pair] = context.doubleArg(from + 2 * pair);

        SortedSetValue set = context.forWrite(1, SortedSetValue.class);
        if (increments) {
            increment(context, set, from);
            return;
        }
        if (pairs > 1) earlier.begin(pairs);
        Effects effects = context.effects();
        int added = 0;
        int changed = 0;
        for (int pair = 0; pair < pairs; pair++) {
            int member = from + 2 * pair + 1;
            int first = pairs == 1 ? pair : (earlier.firstLike(args, member, context.hasher()) - from) / 2;
            double current = first == pair ? SortedSetCommands.score(set, args, member) : scores[first];
            double wanted = scores[pair];
            boolean takes = takes(current, wanted);
            scores[first] = takes ? wanted : current;
            if (!takes || wanted == current) continue;
            if (Double.isNaN(current)) added++;
            if (changed++ == 0) effects.begin(EffectOp.ZADD, 3).arg(args, 1);
            // As it came: it parses to the same score again.
            effects.arg(args, member - 1).arg(args, member);
        }
        if (changed > 0) effects.end();
        context.reply().integer(countsChanged ? changed : added);
    }

    private void increment(CommandContext context, @Nullable SortedSetValue set, int from) {
        Args args = context.args();
        double current = SortedSetCommands.score(set, args, from + 1);
        boolean present = !Double.isNaN(current);
        double wanted = present ? current + scores[0] : scores[0];
        // An increment that NX forbids is not even computed.
        if (Double.isNaN(wanted) && !onlyNew) throw NOT_A_NUMBER;
        if (!takes(current, wanted)) {
            context.reply().nullBulk();
            return;
        }
        if (wanted != current) context.effects().begin(EffectOp.ZADD, 3).arg(args, 1).arg(wanted).arg(args, from + 1).end();
        context.reply().doubleValue(wanted);
    }

    /** Whether the options let a member with this score, NaN if it is absent, have the wanted one. */
    private boolean takes(double current, double wanted) {
        if (Double.isNaN(current)) return !onlyPresent;
        return !onlyNew && !(onlyLess && wanted >= current) && !(onlyGreater && wanted <= current);
    }

    private int parseOptions(Args args, boolean isIncrement) {
        onlyNew = false;
        onlyPresent = false;
        onlyGreater = false;
        onlyLess = false;
        countsChanged = false;
        increments = isIncrement;
        int i = 2;
        for (; i < args.count(); i++) {
            if (args.is(i, "NX")) onlyNew = true;
            else if (args.is(i, "XX")) onlyPresent = true;
            else if (args.is(i, "GT")) onlyGreater = true;
            else if (args.is(i, "LT")) onlyLess = true;
            else if (args.is(i, "CH")) countsChanged = true;
            else if (args.is(i, "INCR")) increments = true;
            else break;
        }
        return i;
    }

    private void refuseContradictions(int pairs) {
        if (onlyNew && onlyPresent) throw NX_AND_XX;
        if ((onlyNew && (onlyGreater || onlyLess)) || (onlyGreater && onlyLess)) throw GT_LT_NX;
        if (increments && pairs > 1) throw SEVERAL_INCREMENTS;
    }
}
