package io.headwater.cache.command;

import io.headwater.schemas.Position;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Positions in the shard's log: what a client has written, what a node has, and how old what it shows may be. */
final class PositionCommands {
    private static final CommandError NO_POSITION = new CommandError("ERR a position is epoch:lsn, as HEADWATER.POSITION replies it");
    private static final CommandError NO_STALENESS = new CommandError("ERR the staleness must be off or a number of ms");

    private PositionCommands() {}

    static void addTo(CommandTable table) {
        CommandGroup group = CommandGroup.CONNECTION;
        table.add("headwater.position", 1, 0, 0, 0, group, "noscript stale fast", PositionCommands::position);
        table.add("headwater.after", 3, 0, 0, 0, group, "noscript stale", PositionCommands::after);
        table.add("headwater.staleness", -1, 0, 0, 0, group, "noscript loading stale fast", PositionCommands::staleness);
    }

    /** Of this connection's last write; on a replica, which writes nothing, of the node. */
    private static void position(CommandContext context) {
        Position own = context.server().positions().own();
        boolean primary = context.server().role().isPrimary();
        context.reply().bulk((primary ? new Position(own.epoch(), context.session().lastWriteLsn) : own).toString());
    }

    private static void after(CommandContext context) {
        Position wanted = parse(context.args().text(1));
        long timeoutMs = WaitCommands.timeoutMs(context, 2);
        ShardPositions positions = context.server().positions();
        if (timeoutMs > 0 && context.mayDefer() && !includes(positions, wanted) && !positions.isLost(wanted)) {
            context.executor().waiters().add(
                    context.session(),
                    context.defer(ReplyKind.READ),
                    () -> includes(positions, wanted) || positions.isLost(wanted),
                    timeoutMs,
                    false,
                    left -> List.of("HEADWATER.AFTER", wanted.toString(), "" + left),
                    reply -> answer(reply, positions, wanted));
        } else {
            answer(context.reply(), positions, wanted);
        }
    }

    private static Position parse(String text) {
        try {
            return Position.parse(text);
        } catch (IllegalArgumentException e) {
            throw NO_POSITION;
        }
    }

    private static boolean includes(ShardPositions positions, Position wanted) {
        Position own = positions.own();
        return own.epoch() >= wanted.epoch() && own.lsn() >= wanted.lsn() && !positions.isLost(wanted);
    }

    private static void answer(ReplyBuffer reply, ShardPositions positions, Position wanted) {
        if (positions.isLost(wanted)) throw new CommandError("LOST " + wanted + " lies beyond the end of its epoch: a failover has left it out");
        if (!includes(positions, wanted)) throw new CommandError("BEHIND this node is at " + positions.own() + ", before " + wanted);
        reply.ok();
    }

    private static void staleness(CommandContext context) {
        if (context.count() > 2) throw CommandError.wrongArity(context.spec().name());
        ClientSession session = context.session();
        if (context.count() == 1) {
            context.reply().bulk(session.maxStalenessMs == ClientSession.ANY_STALENESS ? "off" : "" + session.maxStalenessMs);
            return;
        }
        session.maxStalenessMs =
                context.args().is(1, "OFF") ? ClientSession.ANY_STALENESS : context.longArg(1, 0, Long.MAX_VALUE - 1, NO_STALENESS);
        context.reply().ok();
    }

    /** Why a read may not be answered by a replica that is so far behind, or null. */
    static @Nullable CommandError tooStale(ClientSession session, ShardPositions positions) {
        long lagMs = positions.lagMs();
        return lagMs <= session.maxStalenessMs ? null : new CommandError("STALE lag " + lagMs + " ms exceeds " + session.maxStalenessMs + " ms");
    }
}
