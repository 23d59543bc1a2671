package io.headwater.cache.engine.read;

import io.headwater.cache.engine.Args;
import io.headwater.cache.engine.EffectOp;
import java.nio.charset.StandardCharsets;

/** Which keys an effect concerns: most effects name their one key first. Pure. */
public final class EffectKeys {
    /** A database that stands for all of them. */
    public static final int ALL_DATABASES = -1;

    private EffectKeys() {}

    /** Hears of what an effect concerns. */
    public interface Visitor {
        /**
         * A key.
         *
         * @param argument its index in the effect
         * @param written false for a key that is only read: COPY's source
         */
        void key(int database, int argument, boolean written);

        /** A database all of whose keys change, or {@link #ALL_DATABASES}. */
        void database(int database);
    }

    /**
     * Visits all of them, written sources before what is made of them.
     *
     * @param database in which the effect acts
     */
    public static void visit(EffectOp op, Args effect, int database, Visitor visitor) {
        switch (op) {
            case SELECT -> {}
            case FLUSHDB -> visitor.database(database);
            case FLUSHALL -> visitor.database(ALL_DATABASES);
            case SWAPDB -> {
                visitor.database(number(effect, 1));
                visitor.database(number(effect, 2));
            }
            case DEL -> {
                for (int i = 1; i < effect.count(); i++) {
                    visitor.key(database, i, true);
                }
            }
            case RENAME -> {
                visitor.key(database, 1, true);
                visitor.key(database, 2, true);
            }
            case MOVE -> {
                visitor.key(database, 1, true);
                visitor.key(number(effect, 2), 1, true);
            }
            case COPY -> {
                visitor.key(database, 1, false);
                visitor.key(copyTarget(effect, database), 2, true);
            }
            case XGROUP -> visitor.key(database, 2, true);
            default -> visitor.key(database, 1, true);
        }
    }

    /** The database into which a COPY writes. */
    static int copyTarget(Args effect, int database) {
        return effect.count() == 6 && effect.is(3, "DB") ? number(effect, 4) : database;
    }

    /** The database that argument {@code i} names. */
    static int number(Args effect, int i) {
        return effect.isLong(i) ? (int) effect.toLong(i) : 0;
    }

    /** A key as people see it. */
    public static String text(byte[] key) {
        return new String(key, StandardCharsets.UTF_8);
    }
}
