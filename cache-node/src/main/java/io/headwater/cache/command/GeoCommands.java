package io.headwater.cache.command;

import io.headwater.cache.engine.Args;
import io.headwater.cache.engine.Numbers;
import io.headwater.cache.engine.SortedSetValue;
import org.jspecify.annotations.Nullable;

/** Positions as members of a sorted set. */
final class GeoCommands {
    private GeoCommands() {}

    static void addTo(CommandTable table) {
        CommandGroup group = CommandGroup.GEO;
        Handler zadd = SortedSetAddCommands.adder();
        table.add("geoadd", -5, 1, 1, 1, group, "write denyoom", context -> add(context, zadd));
        table.add("geodist", -4, 1, 1, 1, group, "readonly", GeoCommands::distance);
        table.add("geohash", -2, 1, 1, 1, group, "readonly", GeoCommands::texts);
        table.add("geopos", -2, 1, 1, 1, group, "readonly", GeoCommands::positions);
    }

    /** A ZADD of the hashes. */
    private static void add(CommandContext context, Handler zadd) {
        Args args = context.args();
        int from = 2;
        boolean onlyNew = false;
        boolean onlyPresent = false;
        for (; from < args.count(); from++) {
            if (args.is(from, "NX")) onlyNew = true;
            else if (args.is(from, "XX")) onlyPresent = true;
            else if (!args.is(from, "CH")) break;
        }
        int elements = (args.count() - from) / 3;
        if ((args.count() - from) % 3 != 0 || (onlyNew && onlyPresent)) throw CommandError.SYNTAX;
        byte[][] rewritten = new byte[from + 2 * elements][];
        for (int i = 0; i < from; i++) rewritten[i] = args.copy(i);
        for (int i = 0; i < elements; i++) {
            GeoArguments.Point point = GeoArguments.point(context, from + 3 * i);
            GeoHash hash = GeoHash.of(point.longitude(), point.latitude(), GeoHash.MAX_STEP);
            rewritten[from + 2 * i] = Numbers.bytes(hash.bits());
            rewritten[from + 2 * i + 1] = args.copy(from + 3 * i + 2);
        }
        context.begin(context.session(), context.spec(), Args.of(rewritten), context.reply(), context.nowMs());
        zadd.execute(context);
    }

    /** Where a member is; null if there is none. */
    static GeoHash.@Nullable Area area(@Nullable SortedSetValue set, Args args, int i) {
        double score = SortedSetCommands.score(set, args, i);
        return Double.isNaN(score) ? null : GeoHash.ofScore(score).area();
    }

    private static void distance(CommandContext context) {
        Args args = context.args();
        if (args.count() > 5) throw CommandError.SYNTAX;
        double metersPerUnit = args.count() == 5 ? GeoArguments.metersPerUnit(args, 4) : 1;
        SortedSetValue set = context.read(1, SortedSetValue.class);
        GeoHash.Area one = area(set, args, 2);
        GeoHash.Area two = area(set, args, 3);
        if (one == null || two == null) {
            context.reply().nullBulk();
            return;
        }
        double meters = GeoShape.meters(one.longitude(), one.latitude(), two.longitude(), two.latitude());
        context.reply().bulk(GeoArguments.distance(meters / metersPerUnit));
    }

    private static void texts(CommandContext context) {
        SortedSetValue set = context.read(1, SortedSetValue.class);
        context.reply().arrayHeader(context.count() - 2);
        for (int i = 2; i < context.count(); i++) {
            GeoHash.Area area = area(set, context.args(), i);
            if (area == null) context.reply().nullBulk();
            else context.reply().bulk(GeoHash.text(area));
        }
    }

    private static void positions(CommandContext context) {
        SortedSetValue set = context.read(1, SortedSetValue.class);
        context.reply().arrayHeader(context.count() - 2);
        for (int i = 2; i < context.count(); i++) {
            GeoHash.Area area = area(set, context.args(), i);
            if (area == null) context.reply().nullArray();
            else GeoArguments.reply(context.reply(), area);
        }
    }
}
