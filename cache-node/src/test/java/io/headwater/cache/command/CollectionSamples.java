package io.headwater.cache.command;

import static io.headwater.cache.command.CommandGenerator.oneOf;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** What generators of commands on collections have in common. */
final class CollectionSamples {
    private static final String[] MEMBERS = {
        "", "a", "b", "c", "d", "e", "f", "g", "A", "aa", "ab", "-1", "0", "1", "2", "3", "70000", "-5000000000", "01", "9223372036854775807", "\u0000\u00ff", "\u00ff",
        "x\r\ny", "m".repeat(64), "m".repeat(65)
    };

    private CollectionSamples() {}

    /** Mostly one of few keys of a type, which its first letter tells; sometimes any key, of whatever type it is. */
    static String key(Random random, String type) {
        return random.nextInt(25) == 0 ? Samples.key(random) : "k" + type + random.nextInt(4);
    }

    static String member(Random random) {
        if (random.nextInt(3) == 0) return MEMBERS[random.nextInt(MEMBERS.length)];
        return (random.nextBoolean() ? "" : "m") + random.nextInt(20);
    }

    /** One word of several, in some case, or now and then another word. */
    static String option(Random random, String... words) {
        String word = random.nextInt(20) == 0 ? oneOf(random, "nonsense", "", "COUNT", "LIMIT") : oneOf(random, words);
        return random.nextInt(4) == 0 ? word.toLowerCase(java.util.Locale.ROOT) : word;
    }

    /** A command of {@code head} and then {@code repetitions} times what {@code more} supplies. */
    static byte[][] repeated(List<String> head, int repetitions, Supplier<List<String>> more) {
        List<String> all = new ArrayList<>(head);
        for (int i = 0; i < repetitions; i++) all.addAll(more.get());
        return all.stream().map(text -> text.getBytes(StandardCharsets.ISO_8859_1)).toArray(byte[][]::new);
    }

    /** Mostly few, rarely so many that collections outgrow their small forms. */
    static int repetitions(Random random) {
        return random.nextInt(60) == 0 ? 1 + random.nextInt(600) : 1 + random.nextInt(4);
    }

    /** What happens to keys of all types: strings come in between, keys go and expire. */
    static byte[][] disturbance(Random random, String type) {
        String key = key(random, type);
        return switch (random.nextInt(8)) {
            case 0 -> CommandGenerator.command("SET", Samples.key(random), "string");
            case 1, 2, 3 -> CommandGenerator.command("DEL", key);
            case 4 -> CommandGenerator.command("EXPIRE", key, "1000");
            case 5 -> CommandGenerator.command("RENAME", key, key(random, type));
            case 6 -> CommandGenerator.command("COPY", key, key(random, type), "REPLACE");
            default -> CommandGenerator.command("OBJECT", "ENCODING", key);
        };
    }
}
