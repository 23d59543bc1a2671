package io.headwater.cache.command;

import io.headwater.cache.engine.Args;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** Positions, distances and units of geo commands, and how Redis writes them. */
final class GeoArguments {
    private static final CommandError RADIUS = new CommandError("ERR need numeric radius");
    private static final CommandError NEGATIVE_RADIUS = new CommandError("ERR radius cannot be negative");
    private static final CommandError WIDTH = new CommandError("ERR need numeric width");
    private static final CommandError HEIGHT = new CommandError("ERR need numeric height");
    private static final CommandError NEGATIVE_SIDE = new CommandError("ERR height or width cannot be negative");
    private static final CommandError UNIT = new CommandError("ERR unsupported unit provided. please use M, KM, FT, MI");

    private static final int DISTANCE_DECIMALS = 4;
    private static final int POSITION_DECIMALS = 17;
    private static final int C_DECIMALS = 6;

    private GeoArguments() {}

    record Point(double longitude, double latitude) {}

    /** The longitude at {@code i} and the latitude behind it. */
    static Point point(CommandContext context, int i) {
        double longitude = context.doubleArg(i);
        double latitude = context.doubleArg(i + 1);
        boolean valid = longitude >= GeoHash.MIN_LONGITUDE
                && longitude <= GeoHash.MAX_LONGITUDE
                && latitude >= GeoHash.MIN_LATITUDE
                && latitude <= GeoHash.MAX_LATITUDE;
        if (!valid) throw new CommandError("ERR invalid longitude,latitude pair " + decimals(longitude) + "," + decimals(latitude));
        return new Point(longitude, latitude);
    }

    /** The radius at {@code i}; its unit follows. */
    static double radius(Args args, int i) {
        double radius = number(args, i, RADIUS);
        if (radius < 0) throw NEGATIVE_RADIUS;
        return radius;
    }

    static double width(Args args, int i) {
        return number(args, i, WIDTH);
    }

    /** The height at {@code i} of a rectangle of this width. */
    static double height(Args args, int i, double width) {
        double height = number(args, i, HEIGHT);
        if (height < 0 || width < 0) throw NEGATIVE_SIDE;
        return height;
    }

    private static double number(Args args, int i, CommandError error) {
        double number = args.toDouble(i);
        if (Double.isNaN(number)) throw error;
        return number;
    }

    /** Metres of the unit at {@code i}. */
    static double metersPerUnit(Args args, int i) {
        if (args.is(i, "M")) return 1;
        if (args.is(i, "KM")) return 1000;
        if (args.is(i, "FT")) return 0.3048;
        if (args.is(i, "MI")) return 1609.34;
        throw UNIT;
    }

    /** C's {@code %f}. */
    private static String decimals(double value) {
        if (Double.isInfinite(value)) return value > 0 ? "inf" : "-inf";
        String text = fixed(value, C_DECIMALS);
        return 1 / value == Double.NEGATIVE_INFINITY ? "-" + text : text;
    }

    private static String fixed(double value, int decimals) {
        String text = new BigDecimal(value).setScale(decimals, RoundingMode.HALF_EVEN).toPlainString();
        return value < 0 && !text.startsWith("-") ? "-" + text : text;
    }

    /** A distance with four decimals. */
    static String distance(double value) {
        return Double.isInfinite(value) ? (value > 0 ? "inf" : "-inf") : Double.isNaN(value) ? "-nan" : fixed(value, DISTANCE_DECIMALS);
    }

    /** Replies with a position: an array of two numbers. */
    static void reply(ReplyBuffer reply, GeoHash.Area area) {
        reply.arrayHeader(2);
        reply.decimal(degrees(area.longitude()));
        reply.decimal(degrees(area.latitude()));
    }

    private static String degrees(double value) {
        BigDecimal rounded = new BigDecimal(value).setScale(POSITION_DECIMALS, RoundingMode.HALF_EVEN);
        return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }
}
