package io.headwater.cache.engine;

/** The fold of strings. */
final class StringFold {
    private StringFold() {}

    /** {@code SET key value [PXAT ms | KEEPTTL]} */
    static void set(Database db, Args effect) {
        Entry entry = db.find(effect, 1);
        if (entry == null) {
            entry = db.insert(effect, 1, new StringValue(effect.copy(2)));
        } else if (entry.value instanceof StringValue string) {
            string.set(effect.bytes(), effect.offset(2), effect.length(2));
        } else {
            entry.value = new StringValue(effect.copy(2));
        }
        // A plain SET looks nothing up, so that this is where it counts as an access.
        db.touch(entry);
        if (effect.count() == 3) {
            db.persist(entry);
        } else if (effect.count() == 5 && effect.is(3, "PXAT")) {
            db.expireAt(entry, Fold.integer(effect, 4));
        } else if (effect.count() != 4 || !effect.is(3, "KEEPTTL")) {
            throw new FoldException("effect SET with the option " + effect.text(3));
        }
        db.changed(effect, 1);
    }

    /** {@code APPEND key value} */
    static void append(Database db, Args effect) {
        Entry entry = db.find(effect, 1);
        if (entry == null) {
            db.insert(effect, 1, new StringValue(effect.copy(2)));
        } else {
            Fold.value(entry, StringValue.class, effect).append(effect.bytes(), effect.offset(2), effect.length(2));
        }
        db.changed(effect, 1);
    }

    /** {@code SETRANGE key offset value} */
    static void setRange(Database db, Args effect) {
        long at = Fold.integer(effect, 2);
        if (at < 0 || at + effect.length(3) > Integer.MAX_VALUE - 8) throw new FoldException("effect SETRANGE at offset " + at);
        Entry entry = db.find(effect, 1);
        if (entry == null) entry = db.insert(effect, 1, new StringValue(Numbers.EMPTY));
        Fold.value(entry, StringValue.class, effect).setRange((int) at, effect.bytes(), effect.offset(3), effect.length(3));
        db.changed(effect, 1);
    }
}
