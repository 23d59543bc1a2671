package io.headwater.cache.command;

import io.headwater.cache.engine.Args;
import io.headwater.cache.engine.SortedSetValue;
import org.jspecify.annotations.Nullable;

/** What a search by position asks for, parsed in Redis's order, so that of several errors a client sees the same one. */
final class GeoSearchOptions {
    private static final CommandError COUNT = new CommandError("ERR COUNT must be > 0");
    private static final CommandError ANY = new CommandError("ERR the ANY argument requires COUNT argument");

    /** The commands that search. */
    enum Form {
        SEARCH(2),
        SEARCH_STORE(3),
        RADIUS(6),
        RADIUS_READ_ONLY(6),
        MEMBER(5),
        MEMBER_READ_ONLY(5);

        private final int firstOption;

        Form(int firstOption) {
            this.firstOption = firstOption;
        }

        boolean isSearch() {
            return this == SEARCH || this == SEARCH_STORE;
        }

        boolean mayStore() {
            return this == RADIUS || this == MEMBER;
        }
    }

    boolean withDistance;
    boolean withHash;
    boolean withPosition;
    boolean any;
    boolean storeDistance;
    /** Matches wanted, 0 for all. */
    long count;
    /** 1 nearest first, -1 farthest first, 0 as they come. */
    int order;
    /** Index of the key to store into, 0 for a reply. */
    int storeKey;

    double metersPerUnit = 1;
    private double longitude;
    private double latitude;
    private double width = -1;
    private double height;
    private boolean fromMember;
    private boolean fromPoint;
    private boolean byRadius;
    private boolean byBox;

    private GeoSearchOptions() {}

    GeoShape shape() {
        return new GeoShape(longitude, latitude, width, height, metersPerUnit);
    }

    static GeoSearchOptions parse(CommandContext context, Form form, @Nullable SortedSetValue set) {
        GeoSearchOptions options = new GeoSearchOptions();
        options.parseFixed(context, form, set);
        Args args = context.args();
        for (int i = form.firstOption; i < args.count(); i++) i += options.parseOption(context, form, set, i);
        options.check(args, form);
        return options;
    }

    private void parseFixed(CommandContext context, Form form, @Nullable SortedSetValue set) {
        switch (form) {
            case SEARCH -> {}
            case SEARCH_STORE -> storeKey = 1;
            case RADIUS, RADIUS_READ_ONLY -> {
                from(GeoArguments.point(context, 2));
                circle(context.args(), 4);
            }
            case MEMBER, MEMBER_READ_ONLY -> {
                if (set == null) return;
                from(GeoSearchCommands.member(set, context.args(), 2));
                circle(context.args(), 3);
            }
        }
    }

    private void from(GeoArguments.Point point) {
        longitude = point.longitude();
        latitude = point.latitude();
    }

    private void from(GeoHash.Area area) {
        longitude = area.longitude();
        latitude = area.latitude();
    }

    private void circle(Args args, int i) {
        height = GeoArguments.radius(args, i);
        width = -1;
        metersPerUnit = GeoArguments.metersPerUnit(args, i + 1);
    }

    private void box(Args args, int i) {
        double wanted = GeoArguments.width(args, i);
        height = GeoArguments.height(args, i + 1, wanted);
        width = wanted;
        metersPerUnit = GeoArguments.metersPerUnit(args, i + 2);
    }

    /** Parses the option at {@code i}; the number of its arguments. */
    private int parseOption(CommandContext context, Form form, @Nullable SortedSetValue set, int i) {
        Args args = context.args();
        int left = args.count() - i - 1;
        if (args.is(i, "WITHDIST")) withDistance = true;
        else if (args.is(i, "WITHHASH")) withHash = true;
        else if (args.is(i, "WITHCOORD")) withPosition = true;
        else if (args.is(i, "ANY")) any = true;
        else if (args.is(i, "ASC")) order = 1;
        else if (args.is(i, "DESC")) order = -1;
        else if (args.is(i, "COUNT") && left >= 1) {
            count = context.longArg(i + 1);
            if (count <= 0) throw COUNT;
            return 1;
        } else if ((args.is(i, "STORE") || args.is(i, "STOREDIST")) && left >= 1 && form.mayStore()) {
            storeKey = i + 1;
            storeDistance = args.is(i, "STOREDIST");
            return 1;
        } else if (form.isSearch()) {
            return parseSearchOption(context, form, set, i, left);
        } else {
            throw CommandError.SYNTAX;
        }
        return 0;
    }

    private int parseSearchOption(CommandContext context, Form form, @Nullable SortedSetValue set, int i, int left) {
        Args args = context.args();
        if (args.is(i, "FROMMEMBER") && left >= 1 && !fromPoint) {
            if (set != null) from(GeoSearchCommands.member(set, args, i + 1));
            fromMember = true;
            return 1;
        }
        if (args.is(i, "FROMLONLAT") && left >= 2 && !fromMember) {
            from(GeoArguments.point(context, i + 1));
            fromPoint = true;
            return 2;
        }
        if (args.is(i, "BYRADIUS") && left >= 2 && !byBox) {
            circle(args, i + 1);
            byRadius = true;
            return 2;
        }
        if (args.is(i, "BYBOX") && left >= 3 && !byRadius) {
            box(args, i + 1);
            byBox = true;
            return 3;
        }
        if (form == Form.SEARCH_STORE && args.is(i, "STOREDIST")) {
            storeDistance = true;
            return 0;
        }
        throw CommandError.SYNTAX;
    }

    private void check(Args args, Form form) {
        if (storeKey > 0 && (withDistance || withHash || withPosition)) {
            String what = form == Form.SEARCH_STORE ? "GEOSEARCHSTORE" : "STORE option in GEORADIUS";
            throw new CommandError("ERR " + what + " is not compatible with WITHDIST, WITHHASH and WITHCOORD options");
        }
        String name = CommandError.quoted(args, 0);
        if (form.isSearch() && !fromMember && !fromPoint) {
            throw new CommandError("ERR exactly one of FROMMEMBER or FROMLONLAT can be specified for " + name);
        }
        if (form.isSearch() && !byRadius && !byBox) throw new CommandError("ERR exactly one of BYRADIUS and BYBOX can be specified for " + name);
        if (any && count == 0) throw ANY;
        // The nearest so many, unless any will do.
        if (count > 0 && order == 0 && !any) order = 1;
    }
}
