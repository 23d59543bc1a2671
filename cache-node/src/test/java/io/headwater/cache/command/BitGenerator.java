package io.headwater.cache.command;

import static io.headwater.cache.command.CommandGenerator.command;
import static io.headwater.cache.command.CommandGenerator.oneOf;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Every command on bitmaps, with every option. Keys of their own, whose form Redis remembers and the log does not. */
final class BitGenerator implements CommandGenerator {
    @Override
    public byte[][] next(Random random) {
        String key = key(random);
        return switch (random.nextInt(16)) {
            case 0, 1, 2 -> command("SETBIT", key, offset(random), oneOf(random, "0", "1", "1", "1", "2", "x", "-1"));
            case 3 -> command("GETBIT", key, offset(random));
            case 4 -> command("BITCOUNT", key);
            case 5 -> command("BITCOUNT", key, index(random), index(random));
            case 6 -> command("BITCOUNT", key, index(random), index(random), oneOf(random, "BIT", "BYTE", "bit", "byte", "x"));
            case 7 -> command("BITPOS", key, oneOf(random, "0", "1", "2", "x"));
            case 8 -> random.nextBoolean()
                    ? command("BITPOS", key, oneOf(random, "0", "1"), index(random))
                    : command("BITPOS", key, oneOf(random, "0", "1"), index(random), index(random));
            case 9 -> command("BITPOS", key, oneOf(random, "0", "1"), index(random), index(random), oneOf(random, "BIT", "BYTE", "bit", "x"));
            case 10 -> command("BITOP", oneOf(random, "AND", "OR", "XOR", "and", "NOT", "x"), key(random), key(random), key(random));
            case 11 -> command("BITOP", oneOf(random, "NOT", "not", "OR"), key(random), key(random));
            case 12, 13 -> fields(random, oneOf(random, "BITFIELD", "BITFIELD", "BITFIELD_RO"));
            case 14 -> command("SET", key, random.nextInt(3) == 0 ? "\u00ff".repeat(1 + random.nextInt(20)) : Samples.value(random));
            default -> command(oneOf(random, "DEL", "GET", "RPUSH", "EXPIRE"), key, "1000");
        };
    }

    private static byte[][] fields(Random random, String name) {
        List<String> all = new ArrayList<>(List.of(name, key(random)));
        for (int i = random.nextInt(4); i >= 0; i--) {
            int choice = name.endsWith("_RO") && random.nextInt(8) > 0 ? 0 : random.nextInt(4);
            switch (choice) {
                case 0 -> all.addAll(List.of(oneOf(random, "GET", "get"), type(random), fieldOffset(random)));
                case 1 -> all.addAll(List.of("SET", type(random), fieldOffset(random), number(random)));
                case 2 -> all.addAll(List.of("INCRBY", type(random), fieldOffset(random), number(random)));
                default -> all.addAll(List.of("OVERFLOW", oneOf(random, "WRAP", "SAT", "FAIL", "sat", "x")));
            }
        }
        return all.stream().map(text -> text.getBytes(StandardCharsets.ISO_8859_1)).toArray(byte[][]::new);
    }

    private static String number(Random random) {
        return random.nextInt(4) == 0 ? Samples.integer(random) : "" + (random.nextLong() >> random.nextInt(64));
    }

    private static String type(Random random) {
        if (random.nextInt(12) == 0) return oneOf(random, "i0", "u64", "i65", "x8", "i", "u63", "i64", "u01", "8");
        return (random.nextBoolean() ? "i" : "u") + (1 + random.nextInt(63));
    }

    private static String fieldOffset(Random random) {
        if (random.nextInt(12) == 0) return oneOf(random, "#", "#-1", "#x", "-1", "4294967296", "#999999999999");
        return (random.nextInt(3) == 0 ? "#" + random.nextInt(4) : "" + random.nextInt(120));
    }

    private static String offset(Random random) {
        return random.nextInt(10) == 0 ? oneOf(random, "-1", "x", "4294967296", "", "5000", "01") : "" + random.nextInt(160);
    }

    private static String index(Random random) {
        return random.nextInt(8) == 0 ? Samples.integer(random) : "" + (random.nextInt(80) - 40);
    }

    private static String key(Random random) {
        return random.nextInt(30) == 0 ? "list" : "b" + random.nextInt(5);
    }
}
