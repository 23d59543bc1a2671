package io.headwater.cache.command;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Draws commands for a differential test: valid, at the edge, and wrong, on few keys, so that they meet. */
@FunctionalInterface
public interface CommandGenerator {
    /** The next command, name first. */
    byte[][] next(Random random);

    /** One of several. */
    static <T> T oneOf(Random random, java.util.List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    static String oneOf(Random random, String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    /** Text as arguments, one byte per character. */
    static byte[][] command(String... arguments) {
        byte[][] all = new byte[arguments.length][];
        for (int i = 0; i < all.length; i++) all[i] = arguments[i].getBytes(StandardCharsets.ISO_8859_1);
        return all;
    }

    /** A command in which now and then an argument is lost, doubled or replaced by nonsense. */
    static CommandGenerator damaging(CommandGenerator generator, double probability) {
        return random -> {
            byte[][] command = generator.next(random);
            if (random.nextDouble() >= probability) return command;
            int at = random.nextInt(command.length);
            switch (random.nextInt(3)) {
                case 0 -> {
                    byte[][] shorter = new byte[Math.max(1, command.length - 1)][];
                    for (int i = 0, j = 0; j < shorter.length; i++) {
                        if (i != at || command.length == 1) shorter[j++] = command[i];
                    }
                    if (at == 0 && command.length > 1) shorter[0] = command[0];
                    return shorter;
                }
                case 1 -> {
                    byte[][] longer = java.util.Arrays.copyOf(command, command.length + 1);
                    longer[command.length] = command[at];
                    return longer;
                }
                default -> {
                    byte[][] changed = command.clone();
                    if (at > 0) changed[at] = Samples.nonsense(random);
                    return changed;
                }
            }
        };
    }
}
