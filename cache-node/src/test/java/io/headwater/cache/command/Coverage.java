package io.headwater.cache.command;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Counts which commands a generator drew, and with which words: what a differential run has reached. */
final class Coverage {
    private static final Pattern WORD = Pattern.compile("[A-Za-z][A-Za-z_-]{1,14}");

    private final Map<String, Map<String, Integer>> countByWordByCommand = new TreeMap<>();

    /** The same generator, looked at. */
    CommandGenerator of(CommandGenerator generator) {
        return (Random random) -> {
            byte[][] command = generator.next(random);
            count(command);
            return command;
        };
    }

    private void count(byte[][] command) {
        String name = text(command[0]);
        Map<String, Integer> words = countByWordByCommand.computeIfAbsent(name, unused -> new TreeMap<>());
        words.merge("", 1, Integer::sum);
        for (int i = 1; i < command.length && command.length < 40; i++) {
            String word = text(command[i]);
            if (WORD.matcher(word).matches()) words.merge(word, 1, Integer::sum);
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1).toUpperCase(Locale.ROOT);
    }

    /** Prints a line for each command: how often, and how often with each word. */
    void print() {
        countByWordByCommand.forEach((name, words) -> {
            StringBuilder line = new StringBuilder("covered ").append(name).append(' ').append(words.get(""));
            words.forEach((word, count) -> line.append(word.isEmpty() ? "" : " " + word + "=" + count));
            System.out.println(line);
        });
    }
}
