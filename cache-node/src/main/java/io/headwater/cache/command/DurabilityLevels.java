package io.headwater.cache.command;

import io.headwater.cache.engine.Effects;
import io.headwater.cache.engine.Keyspace;
import org.jspecify.annotations.Nullable;

/**
 * The node's level and those that connections chose for themselves. While none of them is {@link Durability#LOG} nobody asks when keys were changed, so that it is not
 * tracked and costs nothing. Owned by the writer thread.
 */
public final class DurabilityLevels {
    private final Keyspace keyspace;
    private final Effects effects;
    private final Waiters waiters;
    private Durability ofNode = Durability.ASYNC;
    private final int[] choosers = new int[Durability.values().length];

    DurabilityLevels(Keyspace keyspace, Effects effects, Waiters waiters) {
        this.keyspace = keyspace;
        this.effects = effects;
        this.waiters = waiters;
    }

    /** Sets the level of connections that have not chosen one. */
    public void ofNode(Durability level) {
        ofNode = level;
        track();
    }

    /** The level of a connection. */
    public Durability of(ClientSession session) {
        Durability chosen = session.durability;
        return chosen == null ? ofNode : chosen;
    }

    /** Sets a connection's level; null is the node's. */
    void choose(ClientSession session, @Nullable Durability level) {
        if (session.durability != null) choosers[session.durability.ordinal()]--;
        session.durability = level;
        if (level != null) choosers[level.ordinal()]++;
        track();
    }

    /** Whether the disk must be synced without delay. */
    public boolean needSync() {
        return ofNode == Durability.DISK || choosers[Durability.DISK.ordinal()] > 0 || waiters.needDisk();
    }

    private void track() {
        if (ofNode == Durability.LOG || choosers[Durability.LOG.ordinal()] > 0) keyspace.trackChanges(effects.newestLsn());
        else keyspace.untrackChanges();
    }
}
