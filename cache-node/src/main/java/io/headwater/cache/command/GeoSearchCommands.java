package io.headwater.cache.command;

import io.headwater.cache.engine.Args;
import io.headwater.cache.engine.EffectOp;
import io.headwater.cache.engine.RankBound;
import io.headwater.cache.engine.SortedSetValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Members within a circle or a rectangle, replied or stored as DEL and ZADD. */
final class GeoSearchCommands {
    private static final CommandError NO_MEMBER = new CommandError("ERR could not decode requested zset member");
    private static final Comparator<Match> NEAREST = Comparator.comparingDouble(Match::meters);

    private GeoSearchCommands() {}

    static void addTo(CommandTable table) {
        CommandGroup group = CommandGroup.GEO;
        table.add("geosearch", -7, 1, 1, 1, group, "readonly", context -> search(context, GeoSearchOptions.Form.SEARCH));
        table.add("geosearchstore", -8, 1, 2, 1, group, "write denyoom", context -> search(context, GeoSearchOptions.Form.SEARCH_STORE));
        String write = "write denyoom movablekeys";
        table.add("georadius", -6, 1, 1, 1, group, write, context -> search(context, GeoSearchOptions.Form.RADIUS));
        table.add("georadius_ro", -6, 1, 1, 1, group, "readonly", context -> search(context, GeoSearchOptions.Form.RADIUS_READ_ONLY));
        table.add("georadiusbymember", -5, 1, 1, 1, group, write, context -> search(context, GeoSearchOptions.Form.MEMBER));
        table.add("georadiusbymember_ro", -5, 1, 1, 1, group, "readonly", context -> search(context, GeoSearchOptions.Form.MEMBER_READ_ONLY));
    }

    /** A member within the shape. */
    private record Match(byte[] member, double score, GeoHash.Area area, double meters) {}

    private static void search(CommandContext context, GeoSearchOptions.Form form) {
        int source = form == GeoSearchOptions.Form.SEARCH_STORE ? 2 : 1;
        SortedSetValue set = context.read(source, SortedSetValue.class);
        GeoSearchOptions options = GeoSearchOptions.parse(context, form, set);
        List<Match> matches = set == null ? new ArrayList<>() : matches(set, options);
        if (options.order > 0) matches.sort(NEAREST);
        if (options.order < 0) matches.sort(NEAREST.reversed());
        if (options.count > 0 && options.count < matches.size()) matches = matches.subList(0, (int) options.count);
        if (options.storeKey > 0) store(context, options, matches);
        else reply(context.reply(), options, matches);
    }

    /** The member that argument {@code i} names. */
    static GeoHash.Area member(SortedSetValue set, Args args, int i) {
        GeoHash.@Nullable Area area = GeoCommands.area(set, args, i);
        if (area == null) throw NO_MEMBER;
        return area;
    }

    private static List<Match> matches(SortedSetValue set, GeoSearchOptions options) {
        List<Match> matches = new ArrayList<>();
        GeoShape shape = options.shape();
        long limit = options.any ? options.count : Long.MAX_VALUE;
        GeoHash last = GeoHash.NOWHERE;
        boolean lastIsNeighbour = false;
        GeoHash[] cells = shape.cells();
        for (int i = 0; i < cells.length && matches.size() < limit; i++) {
            // In a small world neighbours are the same. Like Redis, the first cell is not compared with the one behind it.
            if (cells[i].isNowhere() || (lastIsNeighbour && cells[i].equals(last))) continue;
            collect(set, cells[i], shape, limit, matches);
            last = cells[i];
            lastIsNeighbour = i > 0;
        }
        return matches;
    }

    private static void collect(SortedSetValue set, GeoHash cell, GeoShape shape, long limit, List<Match> matches) {
        int from = set.countBefore(RankBound.beforeScore(cell.minScore()));
        int to = set.countBefore(RankBound.beforeScore(cell.endScore()));
        int chunk = limit == Long.MAX_VALUE ? Math.max(0, to - from) : 64;
        for (int rank = from; rank < to && matches.size() < limit; rank += chunk) {
            set.forEach(rank, Math.min(chunk, to - rank), false, (member, offset, length, score) -> {
                if (matches.size() >= limit) return;
                GeoHash.Area area = GeoHash.ofScore(score).area();
                double meters = shape.distance(area.longitude(), area.latitude());
                if (!Double.isNaN(meters)) matches.add(new Match(Arrays.copyOfRange(member, offset, offset + length), score, area, meters));
            });
        }
    }

    private static void reply(ReplyBuffer reply, GeoSearchOptions options, List<Match> matches) {
        int parts = 1 + (options.withDistance ? 1 : 0) + (options.withHash ? 1 : 0) + (options.withPosition ? 1 : 0);
        reply.arrayHeader(matches.size());
        for (Match match : matches) {
            if (parts > 1) reply.arrayHeader(parts);
            reply.bulk(match.member);
            if (options.withDistance) reply.bulk(GeoArguments.distance(match.meters / options.metersPerUnit));
            if (options.withHash) reply.integer((long) match.score);
            if (options.withPosition) GeoArguments.reply(reply, match.area);
        }
    }

    private static void store(CommandContext context, GeoSearchOptions options, List<Match> matches) {
        if (context.lookupForWrite(options.storeKey) != null) context.effects().add(EffectOp.DEL, context.args(), options.storeKey);
        MemberEffects added = new MemberEffects(context, EffectOp.ZADD, options.storeKey);
        for (Match match : matches) {
            double score = options.storeDistance ? match.meters / options.metersPerUnit : match.score;
            added.scored(score, match.member, 0, match.member.length);
        }
        added.end();
        context.reply().integer(matches.size());
    }
}
