package io.headwater.cache.node.config;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The value of every directive that applies, as redis.conf writes it. Immutable. */
public final class Settings {
    private final SortedMap<String, String> valueByName;

    private Settings(SortedMap<String, String> valueByName) {
        this.valueByName = Collections.unmodifiableSortedMap(valueByName);
    }

    /** What holds when nothing is said. */
    static Settings defaults() {
        SortedMap<String, String> values = new TreeMap<>();
        for (Directive directive : Directives.applied()) values.put(directive.name(), directive.byDefault());
        return new Settings(values);
    }

    /** These settings with some changed; the values are canonical. The two names of the durability level are kept in step. */
    Settings with(Map<String, String> changes) {
        SortedMap<String, String> values = new TreeMap<>(valueByName);
        values.putAll(changes);
        String sync = changes.get("appendfsync");
        String level = changes.get("durability");
        if (level != null) values.put("appendfsync", level.equals("disk") ? "always" : "everysec");
        else if (sync != null) values.put("durability", sync.equals("always") ? "disk" : "async");
        return new Settings(values);
    }

    String text(String name) {
        String value = valueByName.get(name);
        if (value == null) throw new IllegalArgumentException("no directive " + name);
        return value;
    }

    long number(String name) {
        return Long.parseLong(text(name));
    }

    int integer(String name) {
        return Math.toIntExact(number(name));
    }

    /** Every value by name. */
    public SortedMap<String, String> all() {
        return valueByName;
    }
}
