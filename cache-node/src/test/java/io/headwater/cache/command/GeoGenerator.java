package io.headwater.cache.command;

import static io.headwater.cache.command.CollectionSamples.option;
import static io.headwater.cache.command.CommandGenerator.command;
import static io.headwater.cache.command.CommandGenerator.oneOf;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Every geo command, with every option. No two members are at one place, whose order among the nearest would be chance. */
final class GeoGenerator implements CommandGenerator {
    @Override
    public byte[][] next(Random random) {
        String key = CollectionSamples.key(random, "g");
        return switch (random.nextInt(20)) {
            case 0, 1, 2, 3, 4 -> {
                List<String> head = new ArrayList<>(List.of("GEOADD", key));
                if (random.nextInt(4) == 0) head.add(option(random, "NX", "XX", "CH"));
                if (random.nextInt(6) == 0) head.add(option(random, "NX", "XX", "CH"));
                yield CollectionSamples.repeated(head, random.nextInt(5), () -> List.of(longitude(random), latitude(random), member(random)));
            }
            case 5 -> command("GEODIST", key, member(random), member(random));
            case 6 -> command("GEODIST", key, member(random), member(random), unit(random));
            case 7 -> command("GEOHASH", key, member(random), member(random));
            case 8 -> command("GEOPOS", key, member(random), member(random));
            case 9, 10, 11, 12 -> search(random, List.of("GEOSEARCH", key), false);
            case 13 -> search(random, List.of("GEOSEARCHSTORE", CollectionSamples.key(random, "g"), key), true);
            case 14, 15 -> radius(random, List.of("GEORADIUS" + oneOf(random, "", "_RO"), key, longitude(random), latitude(random)));
            case 16, 17 -> radius(random, List.of("GEORADIUSBYMEMBER" + oneOf(random, "", "_RO"), key, member(random)));
            case 18 -> command("ZADD", key, oneOf(random, "-1", "1e300", "0", "9007199254740993", "4503599627370496", "inf", "-inf", "1.5"), "odd");
            default -> command(oneOf(random, "DEL", "SET", "ZRANGE", "ZREM"), key, "0");
        };
    }

    private static byte[][] search(Random random, List<String> head, boolean stores) {
        List<String> all = new ArrayList<>(head);
        if (random.nextBoolean()) all.addAll(List.of("FROMMEMBER", member(random)));
        else all.addAll(List.of("fromlonlat", longitude(random), latitude(random)));
        if (random.nextBoolean()) all.addAll(List.of("BYRADIUS", distance(random), unit(random)));
        else all.addAll(List.of("BYBOX", distance(random), distance(random), unit(random)));
        options(random, all);
        if (stores && random.nextInt(3) == 0) all.add("STOREDIST");
        return bytes(all);
    }

    private static byte[][] radius(Random random, List<String> head) {
        List<String> all = new ArrayList<>(head);
        all.addAll(List.of(distance(random), unit(random)));
        options(random, all);
        if (random.nextInt(5) == 0) all.addAll(List.of(oneOf(random, "STORE", "STOREDIST"), CollectionSamples.key(random, "g")));
        return bytes(all);
    }

    private static void options(Random random, List<String> all) {
        for (int i = random.nextInt(4); i > 0; i--) {
            switch (random.nextInt(5)) {
                case 0 -> all.add(option(random, "WITHDIST", "WITHHASH", "WITHCOORD"));
                case 1 -> all.add(option(random, "ASC", "DESC"));
                case 2 -> all.addAll(List.of("COUNT", oneOf(random, "1", "2", "5", "0", "-1", "x")));
                case 3 -> all.addAll(List.of("COUNT", oneOf(random, "1", "3"), "ANY"));
                default -> all.add(oneOf(random, "WITHDIST", "ANY", "x", "ASC"));
            }
        }
    }

    private static byte[][] bytes(List<String> all) {
        return all.stream().map(text -> text.getBytes(StandardCharsets.ISO_8859_1)).toArray(byte[][]::new);
    }

    private static String member(Random random) {
        return "m" + random.nextInt(25);
    }

    private static String unit(Random random) {
        return oneOf(random, "m", "km", "km", "KM", "ft", "mi", random.nextInt(8) == 0 ? "x" : "mi");
    }

    private static String distance(Random random) {
        if (random.nextInt(10) == 0) return oneOf(random, "0", "-1", "x", "1e10", "inf", "40000");
        return "" + Math.pow(10, random.nextDouble() * 6);
    }

    private static String longitude(Random random) {
        if (random.nextInt(15) == 0) return oneOf(random, "180", "-180", "181", "x", "inf", "179.9999", "-179.9999", "1e300");
        return "" + (random.nextInt(3) == 0 ? random.nextDouble() * 360 - 180 : 13 + random.nextGaussian());
    }

    private static String latitude(Random random) {
        if (random.nextInt(15) == 0) return oneOf(random, "85.05112878", "-85.05112878", "86", "x", "-0.0001", "85");
        return "" + (random.nextInt(3) == 0 ? random.nextDouble() * 170 - 85 : 38 + random.nextGaussian());
    }
}
