package io.headwater.cache.node.config;

import java.util.List;
import java.util.Locale;

/** How a directive's values are written. Checks them and puts them into the form in which CONFIG GET shows them. */
@FunctionalInterface
interface Form {
    /**
     * The values as one text.
     *
     * @throws IllegalArgumentException if they are not of this form; the message continues "argument ..." on one line
     */
    String canonical(List<String> values);

    /** One value of any text. */
    static Form text() {
        return Form::single;
    }

    /** Any number of values, separated by blanks. */
    static Form list() {
        return values -> String.join(" ", values);
    }

    /** A decimal integer within bounds, both inclusive. */
    static Form integer(long min, long max) {
        return values -> String.valueOf(within(decimal(single(values)), min, max));
    }

    /** A size in bytes with an optional unit: {@code 1k} is 1000, {@code 1kb} 1024, and so on. */
    static Form bytes(long min, long max) {
        return values -> String.valueOf(within(size(single(values).toLowerCase(Locale.ROOT)), min, max));
    }

    /** One of some words, in lower case. */
    static Form word(String... words) {
        List<String> known = List.of(words);
        return values -> {
            String word = single(values).toLowerCase(Locale.ROOT);
            if (!known.contains(word)) throw new IllegalArgumentException("argument must be one of " + String.join(", ", known));
            return word;
        };
    }

    /** {@code yes} or {@code no}. */
    static Form yesNo() {
        return word("yes", "no");
    }

    private static String single(List<String> values) {
        if (values.size() != 1) throw new IllegalArgumentException("it takes one argument, not " + values.size());
        return values.getFirst();
    }

    private static long decimal(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("argument must be an integer: " + text, e);
        }
    }

    private static long size(String text) {
        int digits = 0;
        while (digits < text.length() && Character.isDigit(text.charAt(digits))) digits++;
        long factor = switch (text.substring(digits)) {
            case "", "b" -> 1;
            case "k" -> 1000;
            case "kb" -> 1L << 10;
            case "m" -> 1000_000;
            case "mb" -> 1L << 20;
            case "g" -> 1000_000_000;
            case "gb" -> 1L << 30;
            default -> throw new IllegalArgumentException("argument must be a memory value: " + text);
        };
        return Math.multiplyExact(decimal(text.substring(0, digits)), factor);
    }

    private static long within(long value, long min, long max) {
        if (value < min || value > max) throw new IllegalArgumentException("argument must be between " + min + " and " + max + " inclusive");
        return value;
    }
}
