package io.headwater.cache.command;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The connected clients by id, in the order in which they came. Owned by the writer thread. */
public final class Sessions {
    private final Map<Long, ClientSession> sessionById = new LinkedHashMap<>();
    private long lastId;
    private long accepted;

    /** Takes in a new client, with the next id. */
    public ClientSession open(ClientConnection connection, long nowMs) {
        ClientSession session = new ClientSession(++lastId, connection, nowMs);
        sessionById.put(session.id(), session);
        accepted++;
        return session;
    }

    /** Forgets a client that has gone. {@link CommandExecutor#closed} calls this. */
    void close(ClientSession session) {
        sessionById.remove(session.id());
    }

    /** The client with this id, or null. */
    public @Nullable ClientSession find(long id) {
        return sessionById.get(id);
    }

    /** All clients, oldest first; not to be kept. */
    public Collection<ClientSession> all() {
        return Collections.unmodifiableCollection(sessionById.values());
    }

    /** Number of connected clients. */
    public int size() {
        return sessionById.size();
    }

    /** Number of clients that have ever connected. */
    public long accepted() {
        return accepted;
    }
}
