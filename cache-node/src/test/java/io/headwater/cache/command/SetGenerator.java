package io.headwater.cache.command;

import static io.headwater.cache.command.CollectionSamples.member;
import static io.headwater.cache.command.CollectionSamples.option;
import static io.headwater.cache.command.CollectionSamples.repeated;
import static io.headwater.cache.command.CollectionSamples.repetitions;
import static io.headwater.cache.command.CommandGenerator.command;
import static io.headwater.cache.command.CommandGenerator.oneOf;

import java.util.List;
import java.util.Random;

/** Every command on sets, with every option; what is drawn by chance only where it leaves no trace. */
final class SetGenerator implements CommandGenerator {
    @Override
    public byte[][] next(Random random) {
        String key = CollectionSamples.key(random, "s");
        String other = CollectionSamples.key(random, "s");
        String third = CollectionSamples.key(random, "s");
        return switch (random.nextInt(25)) {
            case 0, 1, 2, 3, 4 -> {
                int count = repetitions(random);
                boolean integers = random.nextInt(4) > 0;
                yield repeated(List.of("SADD", key), count, () -> List.of(large(random, count, integers)));
            }
            case 5, 6, 7 -> {
                int count = repetitions(random);
                yield repeated(List.of("SREM", key), count, () -> List.of(large(random, count, true)));
            }
            case 8 -> command("SMEMBERS", key);
            case 9 -> command("SISMEMBER", key, member(random));
            case 10 -> repeated(List.of("SMISMEMBER", key), repetitions(random), () -> List.of(member(random)));
            case 11 -> command("SCARD", key);
            case 12, 13 -> command("SMOVE", key, other, member(random));
            case 14 -> random.nextBoolean() ? command("SRANDMEMBER", key) : command("SRANDMEMBER", key, HashGenerator.count(random));
            case 15 -> command("SPOP", key, oneOf(random, "100000", "0", "-1", "x", "100000"));
            case 16 -> command(oneOf(random, "SINTER", "SUNION", "SDIFF"), key);
            case 17, 18 -> command(oneOf(random, "SINTER", "SUNION", "SDIFF"), key, other, third);
            case 19, 20 -> command(oneOf(random, "SINTERSTORE", "SUNIONSTORE", "SDIFFSTORE"), key, other, third);
            case 21 -> command("SINTERCARD", ListGenerator.numberOfKeys(random), key, other);
            case 22 -> command("SINTERCARD", "2", key, other, option(random, "LIMIT"), Samples.integer(random));
            case 23 -> command("SSCAN", key, oneOf(random, "0", "0", "0", "x"), option(random, "MATCH"), oneOf(random, "*", "m*", "?", "*1*"), "COUNT", "100000");
            default -> CollectionSamples.disturbance(random, "s");
        };
    }

    /** Large sets need many members; sets of integers need nothing else in them. */
    private static String large(Random random, int count, boolean integers) {
        if (count > 10) return (integers ? "" : "m") + random.nextInt(800);
        return integers ? "" + (random.nextInt(40) - 10) * (random.nextInt(30) == 0 ? 10_000_000_000L : 1) : member(random);
    }
}
