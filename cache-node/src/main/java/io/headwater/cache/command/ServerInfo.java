package io.headwater.cache.command;

import java.util.function.BiConsumer;

/** What the node knows and INFO reports beside what the commands know themselves. Called on the writer thread. */
@FunctionalInterface
public interface ServerInfo {
    /** Contributes nothing. */
    ServerInfo NOTHING = (section, field) -> {};

    /**
     * Reports the fields of a section (lower case: server, clients, memory, persistence, stats, replication, cpu, cluster), in order, by Redis's names where there is
     * one. A field that the commands report as well is replaced.
     */
    void report(String section, BiConsumer<String, Object> field);
}
