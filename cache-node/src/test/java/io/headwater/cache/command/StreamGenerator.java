package io.headwater.cache.command;

import static io.headwater.cache.command.CollectionSamples.member;
import static io.headwater.cache.command.CollectionSamples.option;
import static io.headwater.cache.command.CommandGenerator.command;
import static io.headwater.cache.command.CommandGenerator.oneOf;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Every command on streams, with every option. No ID is left to the clock: two servers' clocks differ. */
final class StreamGenerator implements CommandGenerator {
    private int clock;

    @Override
    public byte[][] next(Random random) {
        String key = CollectionSamples.key(random, "x");
        String group = group(random);
        String consumer = consumer(random);
        return switch (random.nextInt(40)) {
            case 0, 1, 2, 3, 4, 5, 6, 7 -> add(random, key);
            case 8 -> command("XLEN", key);
            case 9, 10 -> range(random, key);
            case 11 -> ids(random, "XDEL", key);
            case 12 -> ids(random, "XDEL", key, recent(random));
            case 13, 14 -> trim(random, key);
            case 15 -> setId(random, key);
            case 16, 17, 18 -> command("XGROUP", option(random, "CREATE"), key, group, oneOf(random, "$", "0", recent(random), "nonsense", "-"), oneOf(random, "MKSTREAM", "MKSTREAM", "mkstream", "x"));
            case 19 -> command("XGROUP", "CREATE", key, group, oneOf(random, "$", "0", recent(random)), "ENTRIESREAD", Samples.integer(random), "MKSTREAM");
            case 20 -> random.nextBoolean()
                    ? command("XGROUP", "SETID", key, group, oneOf(random, "$", "0", "-", "+", recent(random)))
                    : command("XGROUP", "SETID", key, group, recent(random), option(random, "ENTRIESREAD"), Samples.integer(random));
            case 21 -> command("XGROUP", oneOf(random, "CREATECONSUMER", "DELCONSUMER"), key, group, consumer);
            case 22 -> random.nextInt(4) == 0 ? command("XGROUP", "DESTROY", key, group) : command("XGROUP", option(random, "CREATECONSUMER"), key, group, consumer);
            case 23 -> read(random, key);
            case 24, 25, 26, 27, 28 -> readGroup(random, key, group, consumer);
            case 29 -> ids(random, "XACK", key, group);
            case 30 -> ids(random, "XACK", key, group, recent(random));
            case 31, 32 -> pending(random, key, group, consumer);
            case 33, 34 -> claim(random, key, group, consumer);
            case 35, 36 -> autoClaim(random, key, group, consumer);
            case 37 -> oneOf(random, List.of(command("XINFO", "STREAM", key), command("XINFO", "GROUPS", key), command("XINFO", "CONSUMERS", key, group)));
            case 38 -> random.nextBoolean() ? command("XINFO", "STREAM", key, "FULL") : command("XINFO", "STREAM", key, option(random, "FULL"), option(random, "COUNT"), Samples.integer(random));
            default -> CollectionSamples.disturbance(random, "x");
        };
    }

    private static String group(Random random) {
        return random.nextInt(10) == 0 ? member(random) : "g" + random.nextInt(2);
    }

    private static String consumer(Random random) {
        return random.nextInt(10) == 0 ? member(random) : "c" + random.nextInt(3);
    }

    /** An ID near those that were added last. */
    private String recent(Random random) {
        if (random.nextInt(20) == 0) return oneOf(random, "-", "+", "", "x", "1-", "-1", "1--1", "0-0", "18446744073709551615-18446744073709551615", "18446744073709551616", "007-1", " 5", "+5", "5-*", "(5", "(");
        int ms = Math.max(0, clock - random.nextInt(60));
        return random.nextInt(3) == 0 ? "" + ms : ms + "-" + random.nextInt(3);
    }

    private byte[][] add(Random random, String key) {
        List<String> words = new ArrayList<>(List.of("XADD", key));
        if (random.nextInt(12) == 0) words.add(option(random, "NOMKSTREAM"));
        if (random.nextInt(4) == 0) threshold(random, words);
        if (random.nextInt(3) == 0) clock++;
        words.add(random.nextInt(12) == 0 ? recent(random) : clock + (random.nextInt(3) == 0 ? "-" + random.nextInt(200) : "-*"));
        int fields = random.nextInt(15) == 0 ? 0 : 1 + random.nextInt(3);
        boolean usual = random.nextInt(3) > 0;
        for (int i = 0; i < fields; i++) {
            words.add(usual ? "f" + i : member(random));
            words.add(random.nextInt(40) == 0 ? "v".repeat(random.nextInt(5000)) : member(random));
        }
        return command(words.toArray(String[]::new));
    }

    private void threshold(Random random, List<String> words) {
        boolean length = random.nextBoolean();
        words.add(length ? option(random, "MAXLEN") : option(random, "MINID"));
        if (random.nextInt(3) > 0) words.add(oneOf(random, "~", "~", "="));
        words.add(length ? (random.nextInt(12) == 0 ? Samples.integer(random) : "" + random.nextInt(40)) : recent(random));
        if (random.nextInt(4) == 0) {
            words.add("LIMIT");
            words.add(random.nextInt(8) == 0 ? Samples.integer(random) : "" + random.nextInt(30));
        }
    }

    private byte[][] trim(Random random, String key) {
        List<String> words = new ArrayList<>(List.of("XTRIM", key));
        threshold(random, words);
        return command(words.toArray(String[]::new));
    }

    private byte[][] range(Random random, String key) {
        boolean backwards = random.nextBoolean();
        String first = (random.nextInt(5) == 0 ? "(" : "") + (random.nextInt(3) == 0 ? "-" : recent(random));
        String last = (random.nextInt(5) == 0 ? "(" : "") + (random.nextInt(3) == 0 ? "+" : recent(random));
        String name = backwards ? "XREVRANGE" : "XRANGE";
        if (random.nextBoolean()) return command(name, key, backwards ? last : first, backwards ? first : last);
        return command(name, key, backwards ? last : first, backwards ? first : last, option(random, "COUNT"), oneOf(random, "1", "5", "0", Samples.integer(random)));
    }

    private byte[][] ids(Random random, String... head) {
        List<String> words = new ArrayList<>(List.of(head));
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) words.add(Math.max(0, clock - random.nextInt(30)) + "-" + random.nextInt(4));
        return command(words.toArray(String[]::new));
    }

    private byte[][] setId(Random random, String key) {
        return switch (random.nextInt(4)) {
            case 0 -> command("XSETID", key, recent(random));
            case 1 -> command("XSETID", key, clock + "-500", option(random, "ENTRIESADDED"), Samples.integer(random));
            case 2 -> command("XSETID", key, clock + "-500", option(random, "MAXDELETEDID"), recent(random));
            default -> command("XSETID", key, clock + "-500", "ENTRIESADDED", "" + random.nextInt(100), "MAXDELETEDID", recent(random));
        };
    }

    private byte[][] read(Random random, String key) {
        String other = CollectionSamples.key(random, "x");
        return switch (random.nextInt(5)) {
            case 0 -> command("XREAD", "COUNT", oneOf(random, "3", "0", "-1"), "STREAMS", key, other, recent(random), recent(random));
            case 1 -> command("XREAD", "STREAMS", key, oneOf(random, "$", ">", "0"));
            case 2 -> command("XREAD", option(random, "COUNT"), Samples.integer(random), option(random, "STREAMS"), key, recent(random));
            case 3 -> command("XREAD", oneOf(random, "NOACK", "GROUP"), "a", "b", "STREAMS", key, "0");
            default -> command("XREAD", "STREAMS", key, recent(random));
        };
    }

    private byte[][] readGroup(Random random, String key, String group, String consumer) {
        String other = CollectionSamples.key(random, "x");
        return switch (random.nextInt(7)) {
            case 0 -> command("XREADGROUP", "GROUP", group, consumer, "STREAMS", key, ">");
            case 1, 2 -> command("XREADGROUP", option(random, "GROUP"), group, consumer, option(random, "COUNT"), "" + random.nextInt(6), option(random, "STREAMS"), key, ">");
            case 3 -> command("XREADGROUP", "GROUP", group, consumer, "COUNT", "2", option(random, "NOACK"), "STREAMS", key, ">");
            case 4 -> command("XREADGROUP", "GROUP", group, consumer, "STREAMS", key, oneOf(random, "0", recent(random), "$", "+"));
            case 5 -> command("XREADGROUP", "GROUP", group, consumer, "COUNT", "" + random.nextInt(4), "STREAMS", key, key, other, ">", oneOf(random, "0", ">"), ">");
            default -> command("XREADGROUP", "COUNT", "2", "STREAMS", key, ">");
        };
    }

    private byte[][] pending(Random random, String key, String group, String consumer) {
        return switch (random.nextInt(5)) {
            case 0, 1 -> command("XPENDING", key, group);
            case 2 -> command("XPENDING", key, group, oneOf(random, "-", recent(random), "(" + recent(random)), oneOf(random, "+", recent(random)), oneOf(random, "10", "0", "-1", "x"));
            case 3 -> command("XPENDING", key, group, option(random, "IDLE"), oneOf(random, "0", "100000000", "x"), "-", "+", "10", consumer);
            default -> command("XPENDING", key, group, "-", "+", "5", consumer);
        };
    }

    private byte[][] claim(Random random, String key, String group, String consumer) {
        List<String> words = new ArrayList<>(List.of("XCLAIM", key, group, consumer, oneOf(random, "0", "0", "0", "100000000", "-1", "x")));
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) words.add(Math.max(0, clock - random.nextInt(10)) + "-" + random.nextInt(3));
        if (random.nextInt(3) == 0) words.add(option(random, "FORCE"));
        if (random.nextInt(4) == 0) words.add(option(random, "JUSTID"));
        if (random.nextInt(5) == 0) words.addAll(List.of(option(random, "IDLE"), oneOf(random, "0", "1000000000000", "x")));
        if (random.nextInt(5) == 0) words.addAll(List.of("TIME", oneOf(random, "1", "1000", "-5", "99999999999999", "x")));
        if (random.nextInt(5) == 0) words.addAll(List.of("RETRYCOUNT", oneOf(random, "5", "0", "-1", "x")));
        if (random.nextInt(8) == 0) words.addAll(List.of("LASTID", recent(random)));
        return command(words.toArray(String[]::new));
    }

    private byte[][] autoClaim(Random random, String key, String group, String consumer) {
        List<String> words = new ArrayList<>(List.of("XAUTOCLAIM", key, group, consumer, oneOf(random, "0", "0", "100000000", "-1", "x"), oneOf(random, "-", "0", recent(random), "(" + recent(random))));
        if (random.nextBoolean()) words.addAll(List.of(option(random, "COUNT"), oneOf(random, "1", "2", "5", "0", "x", "9223372036854775807")));
        if (random.nextInt(4) == 0) words.add(option(random, "JUSTID"));
        return command(words.toArray(String[]::new));
    }
}
