package io.headwater.it.history;

import io.headwater.it.history.Operation.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What all clients of a test asked and were told. A call that certainly did nothing (refused, never sent) is left out; a read of which nothing was told says
 * nothing and is left out too. Any thread.
 */
public final class History {
    private final Map<String, List<Operation>> operationsByKey = new TreeMap<>();
    private int size;
    private int unknown;

    /** Adds one operation. */
    public synchronized void add(Operation operation) {
        if (operation.kind() == Kind.GET && !operation.returned()) {
            return;
        }
        operationsByKey.computeIfAbsent(operation.key(), key -> new ArrayList<>()).add(operation);
        size++;
        unknown += operation.returned() ? 0 : 1;
    }

    /** A read that was answered. */
    public void get(int client, String key, @Nullable String result, long invokedAt, long returnedAt) {
        add(new Operation(client, key, Kind.GET, null, null, result, invokedAt, returnedAt));
    }

    /** A write; {@code returnedAt} {@link Operation#NEVER} when its fate is unknown. */
    public void set(int client, String key, String value, long invokedAt, long returnedAt) {
        add(new Operation(client, key, Kind.SET, null, value, null, invokedAt, returnedAt));
    }

    /** An increment; {@code result} counts only when it returned. */
    public void incr(int client, String key, long result, long invokedAt, long returnedAt) {
        String told = returnedAt == Operation.NEVER ? null : Long.toString(result);
        add(new Operation(client, key, Kind.INCR, null, null, told, invokedAt, returnedAt));
    }

    /** A compare-and-set whose condition held, or whose fate is unknown. */
    public void cas(int client, String key, @Nullable String expected, String value, long invokedAt, long returnedAt) {
        add(new Operation(client, key, Kind.CAS, expected, value, null, invokedAt, returnedAt));
    }

    /** Operations so far. */
    public synchronized int size() {
        return size;
    }

    /** Operations whose fate is unknown. */
    public synchronized int unknown() {
        return unknown;
    }

    /** All operations by key, each in no particular order. */
    public synchronized Map<String, List<Operation>> operationsByKey() {
        Map<String, List<Operation>> copy = new TreeMap<>();
        operationsByKey.forEach((key, operations) -> copy.put(key, List.copyOf(operations)));
        return copy;
    }
}
