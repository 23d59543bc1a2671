package io.headwater.cache.node.config;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The limit on replies that a client of the class {@code normal} has not fetched. Redis's other classes are accepted and have no members here.
 *
 * @param hardBytes 0: none
 * @param softBytes 0: none
 * @param softSeconds how long the soft limit may be exceeded
 */
record OutputLimit(long hardBytes, long softBytes, int softSeconds) {
    static final String DEFAULT = "normal 0 0 0 slave 268435456 67108864 60 pubsub 33554432 8388608 60";

    private static final int WORDS = 4;
    private static final Form BYTES = Form.bytes(0, Long.MAX_VALUE);
    private static final Form SECONDS = Form.integer(0, Integer.MAX_VALUE);

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

    /** Reads the class {@code normal} out of what {@link #canonical} returned. */
    static OutputLimit ofClients(String canonical) {
        String[] words = canonical.split(" ");
        return new OutputLimit(Long.parseLong(words[1]), Long.parseLong(words[2]), Integer.parseInt(words[3]));
    }
}
