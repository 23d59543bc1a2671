package io.headwater.cache.command;

import static io.headwater.cache.command.CollectionSamples.member;
import static io.headwater.cache.command.CollectionSamples.option;
import static io.headwater.cache.command.CollectionSamples.repeated;
import static io.headwater.cache.command.CollectionSamples.repetitions;
import static io.headwater.cache.command.CommandGenerator.command;
import static io.headwater.cache.command.CommandGenerator.oneOf;

import java.util.List;
import java.util.Random;

/** Every command on hashes, with every option. */
final class HashGenerator implements CommandGenerator {
    @Override
    public byte[][] next(Random random) {
        String key = CollectionSamples.key(random, "h");
        String field = member(random);
        return switch (random.nextInt(26)) {
            case 0, 1, 2, 3 -> {
                int count = repetitions(random);
                yield repeated(List.of(oneOf(random, "HSET", "HSET", "HMSET"), key), count, () -> List.of(field(random, count), Samples.value(random)));
            }
            case 4 -> command("HSETNX", key, field, Samples.value(random));
            case 5, 6 -> command("HGET", key, field);
            case 7 -> repeated(List.of("HMGET", key), repetitions(random), () -> List.of(member(random)));
            case 8 -> command("HGETALL", key);
            case 9, 10, 11 -> {
                int count = repetitions(random);
                yield repeated(List.of("HDEL", key), count, () -> List.of(field(random, count)));
            }
            case 12 -> command("HLEN", key);
            case 13 -> command("HSTRLEN", key, field);
            case 14 -> command("HEXISTS", key, field);
            case 15 -> command(oneOf(random, "HKEYS", "HVALS"), key);
            case 16, 17 -> command("HINCRBY", key, field, Samples.integer(random));
            case 18, 19 -> command("HINCRBYFLOAT", key, field, Samples.floating(random));
            case 20 -> command("HRANDFIELD", key);
            case 21 -> command("HRANDFIELD", key, count(random));
            case 22 -> command("HRANDFIELD", key, count(random), option(random, "WITHVALUES"));
            case 23 -> command("HSCAN", key, oneOf(random, "0", "0", "0", "x", ""), "COUNT", oneOf(random, "100000", "100000", "0", "x"));
            case 24 -> command("HSCAN", key, "0", option(random, "MATCH"), oneOf(random, "*", "m*", "?", "[a-f]", "*1*"), "COUNT", "100000");
            default -> CollectionSamples.disturbance(random, "h");
        };
    }

    /** Large hashes need many names. */
    private static String field(Random random, int count) {
        return count > 10 ? "field" + random.nextInt(800) : member(random);
    }

    /** Not so many that a reply with repetitions gets huge. */
    static String count(Random random) {
        return oneOf(random, "0", "1", "2", "5", "100", "1000", "-1", "-3", "-50", "x", "", "1.5", "-9223372036854775808", "9223372036854775807", "4611686018427387904");
    }
}
