package io.headwater.cache.command;

import io.headwater.cache.engine.Args;
import io.headwater.cache.engine.EffectOp;
import io.headwater.cache.engine.Effects;

/**
 * Yields one op on one key with members that come one by one: as many effects as it takes, since a server that replays them takes no command of any length. Must
 * be ended.
 */
final class MemberEffects {
    /** Members of one effect. */
    private static final int MAX_MEMBERS = 512;

    private final Effects effects;
    private final Args args;
    private final EffectOp op;
    private final int key;
    private int membersInEffect;

    /** Effects {@code op} on the key that is argument {@code key}; none as long as no member comes. */
    MemberEffects(CommandContext context, EffectOp op, int key) {
        this.effects = context.effects();
        this.args = context.args();
        this.op = op;
        this.key = key;
    }

    /** Adds a member. */
    void member(byte[] bytes, int offset, int length) {
        open(2).arg(bytes, offset, length);
        close();
    }

    /** Adds a score and its member. */
    void scored(double score, byte[] bytes, int offset, int length) {
        open(3).arg(score).arg(bytes, offset, length);
        close();
    }

    /** Adds a field and its value. */
    void pair(byte[] field, int fieldOffset, int fieldLength, byte[] value, int offset, int length) {
        open(3).arg(field, fieldOffset, fieldLength).arg(value, offset, length);
        close();
    }

    private Effects open(int arguments) {
        return membersInEffect == 0 ? effects.begin(op, arguments).arg(args, key) : effects;
    }

    private void close() {
        if (++membersInEffect == MAX_MEMBERS) end();
    }

    /** Ends the last effect, if any member came. */
    void end() {
        if (membersInEffect > 0) effects.end();
        membersInEffect = 0;
    }
}
