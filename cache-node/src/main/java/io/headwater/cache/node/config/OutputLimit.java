package io.headwater.cache.node.config;

import io.headwater.cache.resp.OutputBounds;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The limits on what clients have not fetched, by Redis's classes. Replication links do not exist here: their class is accepted and has no members. */
final class OutputLimit {
    static final String DEFAULT = "normal 0 0 0 slave 268435456 67108864 60 pubsub 33554432 8388608 60";

    private static final int WORDS = 4;
    private static final Form BYTES = Form.bytes(0, Long.MAX_VALUE);
    private static final Form SECONDS = Form.integer(0, Integer.MAX_VALUE);

    private OutputLimit() {}

    static String canonical(List<String> values) {
        if (values.isEmpty() || values.size() % WORDS != 0) {
            throw new IllegalArgumentException("it takes groups of a class and three numbers");
        }
        Map<String, String> byClass = new TreeMap<>(classes(List.of(DEFAULT.split(" "))));
        byClass.putAll(classes(values));
        return "normal " + byClass.get("normal") + " slave " + byClass.get("slave") + " pubsub " + byClass.get("pubsub");
    }

    private static Map<String, String> classes(List<String> values) {
        Map<String, String> byClass = new TreeMap<>();
        for (int i = 0; i < values.size(); i += WORDS) {
            String name = switch (values.get(i).toLowerCase(Locale.ROOT)) {
                case "normal" -> "normal";
                case "slave", "replica" -> "slave";
                case "pubsub" -> "pubsub";
                default -> throw new IllegalArgumentException("there is no client class " + values.get(i));
            };
            String limits = BYTES.canonical(List.of(values.get(i + 1)))
                    + " " + BYTES.canonical(List.of(values.get(i + 2)))
                    + " " + SECONDS.canonical(List.of(values.get(i + 3)));
            byClass.put(name, limits);
        }
        return byClass;
    }

    /** Reads a class out of what {@link #canonical} returned. */
    static OutputBounds of(String name, String canonical) {
        List<String> words = List.of(canonical.split(" "));
        int at = words.indexOf(name);
        return new OutputBounds(Long.parseLong(words.get(at + 1)), Long.parseLong(words.get(at + 2)), Integer.parseInt(words.get(at + 3)));
    }
}
