package io.headwater.cache.command;

import static io.headwater.cache.command.CollectionSamples.option;
import static io.headwater.cache.command.CollectionSamples.repeated;
import static io.headwater.cache.command.CollectionSamples.repetitions;
import static io.headwater.cache.command.CommandGenerator.command;
import static io.headwater.cache.command.CommandGenerator.oneOf;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Every command on sorted sets, with every option. Ranges by name are only drawn for keys whose members have all the same score: for others Redis promises nothing.
 */
final class SortedSetGenerator implements CommandGenerator {
    private static final int COMMANDS = 40;

    @Override
    public byte[][] next(Random random) {
        int choice = random.nextInt(COMMANDS);
        if (choice < 8) return names(random);
        if (choice < 14) return algebra(random);
        return scores(random);
    }

    private static byte[][] scores(Random random) {
        String key = key(random);
        return switch (random.nextInt(26)) {
            case 0, 1, 2, 3, 4 -> {
                int count = repetitions(random);
                yield repeated(List.of("ZADD", key), count, () -> List.of(Samples.floating(random), member(random, count)));
            }
            case 5, 6, 7 -> {
                List<String> head = new ArrayList<>(List.of("ZADD", key));
                for (int i = random.nextInt(3); i >= 0; i--) head.add(option(random, "NX", "XX", "GT", "LT", "CH", "INCR"));
                int count = random.nextBoolean() ? 1 : repetitions(random);
                yield repeated(head, count, () -> List.of(Samples.integer(random), member(random, count)));
            }
            case 8 -> command("ZINCRBY", key, Samples.floating(random), member(random, 1));
            case 9, 10 -> {
                int count = repetitions(random);
                yield repeated(List.of("ZREM", key), count, () -> List.of(member(random, count)));
            }
            case 11 -> command("ZSCORE", key, member(random, 1));
            case 12 -> repeated(List.of("ZMSCORE", key), repetitions(random), () -> List.of(member(random, 1)));
            case 13 -> command("ZCARD", key);
            case 14 -> command("ZCOUNT", key, bound(random), bound(random));
            case 15 -> command(oneOf(random, "ZRANK", "ZREVRANK"), key, member(random, 1));
            case 16 -> command(oneOf(random, "ZRANGE", "ZREVRANGE"), key, Samples.integer(random), Samples.integer(random), option(random, "WITHSCORES", "REV"));
            case 17 -> command(oneOf(random, "ZRANGEBYSCORE", "ZREVRANGEBYSCORE"), key, bound(random), bound(random));
            case 18 -> command(oneOf(random, "ZRANGEBYSCORE", "ZREVRANGEBYSCORE"), key, bound(random), bound(random), option(random, "WITHSCORES"), "LIMIT", limit(random), limit(random));
            case 19 -> command("ZRANGE", key, bound(random), bound(random), option(random, "BYSCORE"), option(random, "REV"), option(random, "LIMIT"), limit(random), limit(random));
            case 20 -> command("ZRANGE", key, Samples.integer(random), Samples.integer(random), option(random, "BYSCORE", "BYLEX", "REV"), option(random, "WITHSCORES", "REV", "LIMIT"));
            case 21 -> command("ZRANGESTORE", key(random), key, bound(random), bound(random), option(random, "BYSCORE"), option(random, "REV"), option(random, "LIMIT"), limit(random), limit(random));
            case 22 -> command("ZRANGESTORE", key(random), key, Samples.integer(random), Samples.integer(random));
            case 23 -> random.nextBoolean()
                    ? command("ZREMRANGEBYRANK", key, Samples.integer(random), Samples.integer(random))
                    : command("ZREMRANGEBYSCORE", key, bound(random), bound(random));
            case 24 -> pop(random, key);
            default -> other(random, key);
        };
    }

    private static byte[][] pop(Random random, String key) {
        return switch (random.nextInt(4)) {
            case 0 -> command(oneOf(random, "ZPOPMIN", "ZPOPMAX"), key);
            case 1 -> command(oneOf(random, "ZPOPMIN", "ZPOPMAX"), key, Samples.integer(random));
            case 2 -> command("ZMPOP", ListGenerator.numberOfKeys(random), key, key(random), option(random, "MIN", "MAX"));
            default -> command("ZMPOP", "2", key, key(random), option(random, "MIN", "MAX"), option(random, "COUNT"), Samples.integer(random));
        };
    }

    private static byte[][] other(Random random, String key) {
        return switch (random.nextInt(5)) {
            case 0 -> command("ZRANDMEMBER", key);
            case 1 -> command("ZRANDMEMBER", key, HashGenerator.count(random));
            case 2 -> command("ZRANDMEMBER", key, HashGenerator.count(random), option(random, "WITHSCORES"));
            case 3 -> command("ZSCAN", key, oneOf(random, "0", "0", "x"), option(random, "MATCH"), oneOf(random, "*", "m*", "?", "*1*"), "COUNT", "100000");
            default -> CollectionSamples.disturbance(random, "z");
        };
    }

    private static byte[][] names(Random random) {
        String key = "kn" + random.nextInt(3);
        return switch (random.nextInt(12)) {
            case 0, 1, 2, 3 -> {
                int count = repetitions(random);
                yield repeated(List.of("ZADD", key), count, () -> List.of("0", member(random, count)));
            }
            case 4 -> repeated(List.of("ZREM", key), repetitions(random), () -> List.of(member(random, 1)));
            case 5 -> command("ZLEXCOUNT", key, name(random), name(random));
            case 6 -> command(oneOf(random, "ZRANGEBYLEX", "ZREVRANGEBYLEX"), key, name(random), name(random));
            case 7 -> command(oneOf(random, "ZRANGEBYLEX", "ZREVRANGEBYLEX"), key, name(random), name(random), option(random, "LIMIT"), limit(random), limit(random));
            case 8 -> command("ZRANGE", key, name(random), name(random), "BYLEX", option(random, "REV", "WITHSCORES"));
            case 9 -> command("ZRANGE", key, name(random), name(random), "BYLEX", "LIMIT", limit(random), limit(random));
            case 10 -> command("ZRANGESTORE", "kn" + random.nextInt(3), key, name(random), name(random), "BYLEX", option(random, "REV"));
            default -> command("ZREMRANGEBYLEX", key, name(random), name(random));
        };
    }

    private static byte[][] algebra(Random random) {
        String keys = ListGenerator.numberOfKeys(random);
        String key = key(random);
        String other = random.nextInt(4) == 0 ? "kset" : key(random);
        return switch (random.nextInt(9)) {
            case 0 -> command("SADD", "kset", member(random, 1), member(random, 1));
            case 1 -> command(oneOf(random, "ZUNION", "ZINTER", "ZDIFF"), keys, key, other);
            case 2 -> command(oneOf(random, "ZUNION", "ZINTER", "ZDIFF"), "2", key, other, option(random, "WITHSCORES"));
            case 3 -> command(oneOf(random, "ZUNION", "ZINTER"), "2", key, other, option(random, "AGGREGATE"), option(random, "SUM", "MIN", "MAX"), "WITHSCORES");
            case 4 -> command(oneOf(random, "ZUNION", "ZINTER"), "2", key, other, option(random, "WEIGHTS"), Samples.floating(random), Samples.floating(random), "WITHSCORES");
            case 5 -> command(oneOf(random, "ZUNIONSTORE", "ZINTERSTORE", "ZDIFFSTORE"), key(random), keys, key, other);
            case 6 -> command(
                    oneOf(random, "ZUNIONSTORE", "ZINTERSTORE"), key(random), "2", key, other, option(random, "WEIGHTS"), weight(random), weight(random), "AGGREGATE", option(random, "SUM", "MIN", "MAX"));
            case 7 -> command("ZINTERCARD", keys, key, other);
            default -> command("ZINTERCARD", "2", key, other, option(random, "LIMIT"), Samples.integer(random));
        };
    }

    private static String key(Random random) {
        return CollectionSamples.key(random, "z");
    }

    private static String member(Random random, int count) {
        return count > 10 ? "member" + random.nextInt(300) : CollectionSamples.member(random);
    }

    private static String weight(Random random) {
        return oneOf(random, "1", "2", "-1", "0", "0.5", "inf", "-inf", "x");
    }

    private static String limit(Random random) {
        return oneOf(random, "0", "1", "2", "5", "-1", "-5", "100", "x", "9223372036854775807", "-9223372036854775808");
    }

    private static String bound(Random random) {
        String number = random.nextInt(4) == 0 ? oneOf(random, "-inf", "+inf", "inf", "", "(", " 1", "1 ", "nan", "1e400", "(-inf", "x", "0x10", "1\u0000x", "--1") : Samples.floating(random);
        return random.nextInt(4) == 0 ? "(" + number : number;
    }

    private static String name(Random random) {
        if (random.nextInt(3) == 0) return oneOf(random, "-", "+", "[", "(", "", "x", "+x", "-x");
        return oneOf(random, "[", "(") + member(random, 1);
    }
}
