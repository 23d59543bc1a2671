package io.headwater.restore.effect;

import io.headwater.cache.engine.EffectOp;
import io.headwater.cache.engine.read.EffectKeys;
import io.headwater.cache.engine.read.EntryEffects;
import io.headwater.restore.request.EntryPattern;
import io.headwater.restore.request.KeyPattern;
import io.headwater.schemas.Actor;
import io.headwater.schemas.Cause;
import io.headwater.schemas.LogRecordReader;
import org.jspecify.annotations.Nullable;

/** Tells which entries a pattern means. What the shard did by itself, expiry and eviction, is never meant. One thread. */
public final class EntryMatcher {
    private final EntryPattern pattern;
    private final EntryEffects effects = new EntryEffects();
    private boolean keyMatches;

    public EntryMatcher(EntryPattern pattern) {
        this.pattern = pattern;
    }

    /** Whether the reader's current entry is meant; leaves the reader in front of its first effect. */
    public boolean matches(LogRecordReader entry) {
        if (entry.isControl() || pattern.actor() != null && !isActor(entry.actor(), pattern.actor())) {
            return false;
        }
        boolean any = false;
        effects.begin(entry);
        while (effects.next()) {
            any = any || effects.cause() == Cause.COMMAND && matchesEffect();
        }
        return any;
    }

    private boolean matchesEffect() {
        String command = pattern.command();
        if (command != null && !effects.op().name().equals(command)) {
            return false;
        }
        KeyPattern key = pattern.key();
        if (key == null) {
            return command != null || effects.op() != EffectOp.SELECT;
        }
        keyMatches = false;
        effects.keys(new EffectKeys.Visitor() {
            @Override
            public void key(int database, int argument, boolean written) {
                keyMatches = keyMatches || written && key.matches(effects.effect().copy(argument));
            }

            @Override
            public void database(int database) {}
        });
        return keyMatches;
    }

    /**
     * Whether a client or a user of this name is the actor.
     *
     * @param name empty for clients that gave none: the log has nothing else of them
     */
    public static boolean isActor(@Nullable Actor actor, String name) {
        if (name.isEmpty()) {
            return actor == null || actor.client().isEmpty() && actor.user().isEmpty();
        }
        return actor != null && (name.equals(actor.client()) || name.equals(actor.user()));
    }
}
