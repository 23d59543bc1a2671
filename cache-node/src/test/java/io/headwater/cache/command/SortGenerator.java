package io.headwater.cache.command;

import static io.headwater.cache.command.CommandGenerator.command;
import static io.headwater.cache.command.CommandGenerator.oneOf;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** SORT, SORT_RO and LCS with every option, and what they need: numbers and names, with weights and hashes beside them. */
final class SortGenerator implements CommandGenerator {
    @Override
    public byte[][] next(Random random) {
        return switch (random.nextInt(16)) {
            case 0 -> command("RPUSH", "kl" + random.nextInt(3), element(random), element(random));
            case 1 -> command("SADD", "ks" + random.nextInt(3), element(random), element(random));
            case 2 -> command("ZADD", "qz" + random.nextInt(3), "" + random.nextInt(1000), element(random));
            case 3 -> command("SET", "w_" + element(random), oneOf(random, "" + random.nextInt(1000), "x", "1.5", "", " 2"));
            case 4 -> command("HSET", "o_" + element(random), "f", "" + random.nextInt(1000), "name", element(random));
            case 5 -> command("DEL", oneOf(random, "kl", "ks", "qz") + random.nextInt(3));
            case 6, 7 -> lcs(random);
            case 8 -> command("SET", "kt" + random.nextInt(3), text(random));
            default -> sort(random);
        };
    }

    private static byte[][] sort(Random random) {
        List<String> all = new ArrayList<>(List.of(oneOf(random, "SORT", "SORT", "SORT_RO"), oneOf(random, "kl", "ks", "qz", "kt", "kl") + random.nextInt(3)));
        boolean names = false;
        for (int i = random.nextInt(5); i > 0; i--) {
            switch (random.nextInt(8)) {
                case 0 -> all.add(oneOf(random, "ASC", "DESC", "desc"));
                case 1, 2 -> {
                    all.add("ALPHA");
                    names = true;
                }
                case 3 -> all.addAll(List.of("LIMIT", limit(random), limit(random)));
                case 4 -> all.addAll(List.of("GET", oneOf(random, "#", "w_*", "o_*->name", "o_*->", "*", "x", "o_*->f", "w_*->f")));
                case 5 -> all.addAll(List.of("STORE", oneOf(random, "kl", "kr") + random.nextInt(3)));
                case 6 -> all.addAll(List.of("BY", oneOf(random, "w_*", "o_*->f")));
                default -> all.add(oneOf(random, "ALPHA", "x", "LIMIT", "asc"));
            }
        }
        // Of equal weights the order is chance, unless elements are compared then: not by name, and not where a set keeps its own order.
        if (random.nextInt(6) == 0) all.addAll(List.of("BY", "nosort"));
        boolean chance = names && all.contains("BY") || all.contains("nosort") && all.get(1).startsWith("ks");
        if (chance) all.removeIf(word -> word.equals("BY") || word.equals("nosort") || word.equals("w_*") || word.equals("o_*->f"));
        return bytes(all);
    }

    private static byte[][] lcs(Random random) {
        List<String> all = new ArrayList<>(List.of("LCS", "kt" + random.nextInt(4), oneOf(random, "kt", "kt", "kl") + random.nextInt(4)));
        for (int i = random.nextInt(4); i > 0; i--) {
            switch (random.nextInt(5)) {
                case 0, 1 -> all.add(oneOf(random, "IDX", "idx"));
                case 2 -> all.add(oneOf(random, "LEN", "x"));
                case 3 -> all.add("WITHMATCHLEN");
                default -> all.addAll(List.of("MINMATCHLEN", oneOf(random, "0", "2", "4", "-1", "x")));
            }
        }
        return bytes(all);
    }

    private static byte[][] bytes(List<String> all) {
        return all.stream().map(text -> text.getBytes(StandardCharsets.ISO_8859_1)).toArray(byte[][]::new);
    }

    private static String limit(Random random) {
        return random.nextInt(8) == 0 ? oneOf(random, "x", "9223372036854775807", "-9223372036854775808") : "" + (random.nextInt(12) - 3);
    }

    private static String element(Random random) {
        return random.nextInt(25) == 0 ? oneOf(random, "x", "", "1.5", "-0", "a\0b", "1 ", "nan") : "" + random.nextInt(30);
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(40); i > 0; i--) text.append((char) ('a' + random.nextInt(4)));
        return text.toString();
    }
}
