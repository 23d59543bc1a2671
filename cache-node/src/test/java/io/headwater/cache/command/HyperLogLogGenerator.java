package io.headwater.cache.command;

import static io.headwater.cache.command.CommandGenerator.command;
import static io.headwater.cache.command.CommandGenerator.oneOf;

import java.util.List;
import java.util.Random;

/** Every command on HyperLogLogs, of all sizes and in both forms. */
final class HyperLogLogGenerator implements CommandGenerator {
    @Override
    public byte[][] next(Random random) {
        String key = key(random);
        return switch (random.nextInt(16)) {
            case 0, 1, 2, 3, 4 -> {
                int count = random.nextInt(30) == 0 ? random.nextInt(900) : random.nextInt(8);
                yield CollectionSamples.repeated(List.of("PFADD", key), count, () -> List.of("e" + random.nextInt(3000)));
            }
            case 5, 6 -> command("PFCOUNT", key);
            case 7 -> command("PFCOUNT", key, key(random));
            case 8 -> command("PFCOUNT", key, key(random), key(random));
            case 9 -> command("PFMERGE", key, key(random));
            case 10 -> random.nextBoolean() ? command("PFMERGE", key) : command("PFMERGE", key, key(random), key(random));
            case 11 -> command("PFDEBUG", oneOf(random, "ENCODING", "DECODE", "encoding", "x"), key);
            case 12 -> random.nextInt(3) == 0 ? command("PFDEBUG", oneOf(random, "TODENSE", "TODENSE", "TODENSE", "GETREG"), key) : command("PFSELFTEST");
            case 13, 14 -> command("GET", key);
            default -> random.nextInt(3) == 0
                    ? command("SET", key, oneOf(random, "x", "HYLL", "HYLL\u0001" + "\0".repeat(11) + "\u007f\u00ff", "HYLL" + "\0".repeat(12), "HYLL\u0001" + "\0".repeat(11)))
                    : command(oneOf(random, "DEL", "EXPIRE"), key, "1000");
        };
    }

    private static String key(Random random) {
        return random.nextInt(40) == 0 ? "list" : "p" + random.nextInt(5);
    }
}
