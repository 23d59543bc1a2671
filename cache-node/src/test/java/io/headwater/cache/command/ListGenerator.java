package io.headwater.cache.command;

import static io.headwater.cache.command.CollectionSamples.member;
import static io.headwater.cache.command.CollectionSamples.option;
import static io.headwater.cache.command.CollectionSamples.repeated;
import static io.headwater.cache.command.CollectionSamples.repetitions;
import static io.headwater.cache.command.CommandGenerator.command;
import static io.headwater.cache.command.CommandGenerator.oneOf;

import java.util.List;
import java.util.Random;

/** Every command on lists that does not block, with every option. */
final class ListGenerator implements CommandGenerator {
    @Override
    public byte[][] next(Random random) {
        String key = CollectionSamples.key(random, "l");
        String other = CollectionSamples.key(random, "l");
        return switch (random.nextInt(31)) {
            case 0, 1, 2, 3 -> repeated(List.of(oneOf(random, "LPUSH", "RPUSH"), key), repetitions(random), () -> List.of(element(random)));
            case 4 -> repeated(List.of(oneOf(random, "LPUSHX", "RPUSHX"), key), repetitions(random), () -> List.of(element(random)));
            case 5, 6, 7 -> command(oneOf(random, "LPOP", "RPOP"), key);
            case 8, 9 -> command(oneOf(random, "LPOP", "RPOP"), key, Samples.integer(random));
            case 10 -> command("LLEN", key);
            case 11, 12 -> command("LRANGE", key, Samples.integer(random), Samples.integer(random));
            case 13, 14 -> command("LINDEX", key, Samples.integer(random));
            case 15, 16 -> command("LSET", key, Samples.integer(random), element(random));
            case 17, 18 -> command("LREM", key, Samples.integer(random), member(random));
            case 19 -> command("LTRIM", key, Samples.integer(random), Samples.integer(random));
            case 20, 21 -> command("LINSERT", key, option(random, "BEFORE", "AFTER"), member(random), element(random));
            case 22 -> command("LPOS", key, member(random));
            case 23 -> command("LPOS", key, member(random), option(random, "RANK"), rank(random));
            case 24 -> command("LPOS", key, member(random), option(random, "COUNT", "MAXLEN"), Samples.integer(random));
            case 25 -> command("LPOS", key, member(random), "COUNT", oneOf(random, "0", "1", "2"), "RANK", rank(random), "MAXLEN", oneOf(random, "0", "3", "20"));
            case 26 -> command("RPOPLPUSH", key, other);
            case 27, 28 -> command("LMOVE", key, other, option(random, "LEFT", "RIGHT"), option(random, "LEFT", "RIGHT"));
            case 29 -> random.nextBoolean()
                    ? command("LMPOP", numberOfKeys(random), key, other, option(random, "LEFT", "RIGHT"))
                    : command("LMPOP", "2", key, other, option(random, "LEFT", "RIGHT"), option(random, "COUNT"), Samples.integer(random));
            default -> CollectionSamples.disturbance(random, "l");
        };
    }

    /** Sometimes longer than a chunk of a list takes. */
    private static String element(Random random) {
        return random.nextInt(50) == 0 ? "e".repeat(random.nextInt(20_000)) : member(random);
    }

    /** Not the least long, at which Redis's arithmetic overflows. */
    private static String rank(Random random) {
        return oneOf(random, "1", "2", "3", "-1", "-2", "0", "x", "", "-9223372036854775807", "9223372036854775807");
    }

    static String numberOfKeys(Random random) {
        return oneOf(random, "2", "2", "2", "2", "1", "3", "0", "-1", "x", "9223372036854775807");
    }
}
