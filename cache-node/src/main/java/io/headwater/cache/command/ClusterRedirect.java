package io.headwater.cache.command;

import io.headwater.cache.engine.Args;
import io.headwater.schemas.Slots;
import org.jspecify.annotations.Nullable;

/** Sends a client to the node that has its keys. Used only with more than one shard. */
final class ClusterRedirect implements KeyPositions.Visitor {
    private static final int NO_SLOT = -1;
    private static final CommandError CROSS_SLOT = new CommandError("CROSSSLOT Keys in request don't hash to the same slot");
    private static final CommandError DOWN = new CommandError("CLUSTERDOWN The cluster is down");

    private final Server server;
    /** Slot of the keys seen so far in this check, and whether two of them differ. */
    private int slot;
    private boolean crossed;
    private Args collecting = new Args(1);

    ClusterRedirect(Server server) {
        this.server = server;
    }

    /** The error that sends the client elsewhere, or null if the command can run here. */
    @Nullable CommandError check(ClientSession session, CommandSpec spec, Args args, boolean write) {
        slot = NO_SLOT;
        crossed = false;
        Transaction transaction = session.transaction;
        if (spec.isExec()) {
            if (transaction == null) return null;
            for (Transaction.Queued queued : transaction.commands) collect(queued.spec(), queued.args());
        } else {
            collect(spec, args);
        }
        if (crossed) return CROSS_SLOT;
        if (slot == NO_SLOT) return null;
        boolean here = server.cluster().owns(slot) && (server.role().isPrimary() || (session.readOnly && !write && isRead(spec)));
        return here ? null : moved();
    }

    private static boolean isRead(CommandSpec spec) {
        return spec.has(CommandFlag.READONLY) || spec.isExec();
    }

    private void collect(CommandSpec spec, Args args) {
        collecting = args;
        KeyPositions.forEach(spec, args, this);
    }

    @Override
    public boolean key(int index) {
        int next = Slots.of(collecting.bytes(), collecting.offset(index), collecting.length(index));
        if (slot == NO_SLOT) slot = next;
        crossed |= slot != next;
        return !crossed;
    }

    private CommandError moved() {
        ClusterView.Shard shard = server.cluster().shardOf(slot);
        ClusterView.Node primary = shard == null ? null : shard.primary();
        return primary == null ? DOWN : new CommandError("MOVED " + slot + " " + primary.host() + ":" + primary.port());
    }
}
