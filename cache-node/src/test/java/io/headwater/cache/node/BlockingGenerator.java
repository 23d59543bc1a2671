package io.headwater.cache.node;

import static io.headwater.cache.command.CommandGenerator.command;
import static io.headwater.cache.command.CommandGenerator.oneOf;

import io.headwater.cache.command.CommandGenerator;
import io.headwater.cache.command.Samples;
import java.util.List;
import java.util.Random;

/** Commands that wait for keys, right and wrong, and those that make, change and delete keys in all ways. */
final class BlockingGenerator implements CommandGenerator {
    static final List<String> KEYS = List.of("l0", "l1", "l2", "z0", "z1", "x0", "x1", "s0");

    private int clock;

    @Override
    public byte[][] next(Random random) {
        return switch (random.nextInt(14)) {
            case 10 -> waitForStream(random);
            case 11 -> waitForGroup(random);
            case 12, 13 -> stream(random);
            case 0, 1, 2 -> waitForList(random);
            case 3, 4 -> waitForSortedSet(random);
            case 5, 6, 7 -> make(random);
            default -> change(random);
        };
    }

    private static String list(Random random) {
        return random.nextInt(15) == 0 ? oneOf(random, KEYS) : oneOf(random, "l0", "l1", "l2");
    }

    private static String sortedSet(Random random) {
        return random.nextInt(15) == 0 ? oneOf(random, KEYS) : oneOf(random, "z0", "z1");
    }

    private static String timeout(Random random) {
        return random.nextInt(15) == 0 ? oneOf(random, "-1", "x", "", "1e400", "inf", "-inf", "nan", "9223372036854775", "9223372036854776", "-0.0001", " 1") : oneOf(random, "0", "0", "1000", "500.5");
    }

    private static String side(Random random) {
        return random.nextInt(20) == 0 ? "nowhere" : oneOf(random, "LEFT", "RIGHT", "left");
    }

    private static byte[][] waitForList(Random random) {
        String numkeys = random.nextInt(10) == 0 ? Samples.integer(random) : "2";
        return switch (random.nextInt(7)) {
            case 0 -> command(oneOf(random, "BLPOP", "BRPOP"), list(random), timeout(random));
            case 1 -> command(oneOf(random, "BLPOP", "BRPOP"), list(random), list(random), list(random), timeout(random));
            case 2 -> command("BLMOVE", list(random), list(random), side(random), side(random), timeout(random));
            case 3 -> command("BRPOPLPUSH", list(random), list(random), timeout(random));
            case 4 -> command("BLMPOP", timeout(random), numkeys, list(random), list(random), side(random));
            case 5 -> command("BLMPOP", timeout(random), numkeys, list(random), list(random), side(random), "COUNT", oneOf(random, "1", "2", "10", "0", "x"));
            default -> command(oneOf(random, "BLPOP", "BLMOVE", "BRPOPLPUSH", "BLMPOP"), list(random), timeout(random));
        };
    }

    private static byte[][] waitForSortedSet(Random random) {
        String numkeys = random.nextInt(10) == 0 ? Samples.integer(random) : "2";
        String end = random.nextInt(20) == 0 ? "LEFT" : oneOf(random, "MIN", "MAX", "min");
        return switch (random.nextInt(4)) {
            case 0 -> command(oneOf(random, "BZPOPMIN", "BZPOPMAX"), sortedSet(random), timeout(random));
            case 1 -> command(oneOf(random, "BZPOPMIN", "BZPOPMAX"), sortedSet(random), sortedSet(random), timeout(random));
            case 2 -> command("BZMPOP", timeout(random), numkeys, sortedSet(random), sortedSet(random), end);
            default -> command("BZMPOP", timeout(random), numkeys, sortedSet(random), sortedSet(random), end, "COUNT", oneOf(random, "1", "2", "10", "0", "x"));
        };
    }

    private static String streamKey(Random random) {
        return random.nextInt(15) == 0 ? oneOf(random, KEYS) : oneOf(random, "x0", "x1");
    }

    private static String millis(Random random) {
        return random.nextInt(20) == 0 ? oneOf(random, "-1", "x", "1.5", "9223372036854775808") : oneOf(random, "0", "0", "100000");
    }

    private byte[][] waitForStream(Random random) {
        return switch (random.nextInt(4)) {
            case 0, 1 -> command("XREAD", "BLOCK", millis(random), "STREAMS", streamKey(random), "$");
            case 2 -> command("XREAD", "COUNT", "1", "BLOCK", millis(random), "STREAMS", streamKey(random), streamKey(random), "$", oneOf(random, "$", "" + clock, "0"));
            default -> command("XREAD", "BLOCK", millis(random), "STREAMS", streamKey(random), oneOf(random, "" + (clock + 2), "" + clock, "0"));
        };
    }

    private byte[][] waitForGroup(Random random) {
        String consumer = oneOf(random, "c0", "c1");
        return switch (random.nextInt(4)) {
            case 0, 1 -> command("XREADGROUP", "GROUP", "g", consumer, "BLOCK", millis(random), "STREAMS", streamKey(random), ">");
            case 2 -> command("XREADGROUP", "GROUP", "g", consumer, "COUNT", "1", "BLOCK", millis(random), "NOACK", "STREAMS", streamKey(random), streamKey(random), ">", ">");
            default -> command("XREADGROUP", "GROUP", "g", consumer, "COUNT", "2", "BLOCK", millis(random), "STREAMS", streamKey(random), streamKey(random), ">", oneOf(random, ">", "0"));
        };
    }

    private byte[][] stream(Random random) {
        return switch (random.nextInt(10)) {
            case 0, 1, 2 -> command("XADD", streamKey(random), ++clock + "-*", "f", "v");
            case 3 -> command("XADD", streamKey(random), "MAXLEN", "3", ++clock + "-1", "f", "v", "n", "1");
            case 4, 5, 6 -> command("XGROUP", "CREATE", streamKey(random), "g", oneOf(random, "$", "0"), "MKSTREAM");
            case 7 -> random.nextInt(3) == 0 ? command("XGROUP", "DESTROY", streamKey(random), "g") : command("XLEN", streamKey(random));
            case 8 -> command("XDEL", streamKey(random), clock + "-0");
            default -> random.nextBoolean() ? command("XGROUP", "SETID", streamKey(random), "g", "0") : command("XPENDING", streamKey(random), "g");
        };
    }

    private static byte[][] make(Random random) {
        return switch (random.nextInt(7)) {
            case 0, 1 -> command(oneOf(random, "LPUSH", "RPUSH"), list(random), "a" + random.nextInt(9));
            case 2 -> command(oneOf(random, "LPUSH", "RPUSH"), list(random), "a" + random.nextInt(9), "b", "c");
            case 3, 4 -> command("ZADD", sortedSet(random), "" + random.nextInt(9), "m" + random.nextInt(9));
            case 5 -> command("ZADD", sortedSet(random), "1", "m1", "2.5", "m2", "-3", "m3");
            default -> command("ZUNIONSTORE", sortedSet(random), "2", sortedSet(random), sortedSet(random));
        };
    }

    private static byte[][] change(Random random) {
        return switch (random.nextInt(16)) {
            case 0 -> command("DEL", oneOf(random, KEYS));
            case 1 -> command("RENAME", oneOf(random, KEYS), oneOf(random, KEYS));
            case 2 -> command("COPY", oneOf(random, KEYS), oneOf(random, KEYS), "REPLACE");
            case 3 -> command("MULTI");
            case 4, 5 -> command("EXEC");
            case 6 -> command("MOVE", oneOf(random, KEYS), oneOf(random, "0", "1"));
            case 7 -> command("SELECT", oneOf(random, "0", "0", "0", "1"));
            case 8 -> command("SET", random.nextInt(4) == 0 ? oneOf(random, KEYS) : "s0", "v");
            case 9 -> command("PEXPIRE", oneOf(random, KEYS), "-1");
            case 10 -> command("WATCH", oneOf(random, KEYS));
            case 11 -> command(oneOf(random, "LPOP", "RPOP"), list(random));
            case 12 -> command("LMOVE", list(random), list(random), "LEFT", "RIGHT");
            case 13 -> command("ZREM", sortedSet(random), "m" + random.nextInt(9));
            case 14 -> random.nextInt(6) == 0 ? command("FLUSHDB") : command("LLEN", list(random));
            default -> command("ZRANGE", sortedSet(random), "0", "-1");
        };
    }
}
