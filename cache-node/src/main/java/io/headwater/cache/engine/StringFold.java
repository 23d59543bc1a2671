package io.headwater.cache.engine;

/** The fold of strings. */
final class StringFold {
    private StringFold() {}

    /** {@code SET key value [PXAT ms | KEEPTTL]} */
    static void set(Database db, Args effect) {
        KeyTable table = db.table();
        int hash = db.hash(effect, 1);
        long record = table.index.find(effect.bytes(), effect.offset(1), effect.length(1), hash);
        if (record == KeyIndex.NONE) record = db.insertString(effect, 1, hash, 2, effect.count() == 5);
        else record = table.set(record, hash, effect.bytes(), effect.offset(2), effect.length(2));
        // A plain SET looks nothing up, so that this is where it counts as an access.
        db.touch(record);
        if (effect.count() == 3) {
            table.persist(record);
        } else if (effect.count() == 5 && effect.is(3, "PXAT")) {
            table.expireAt(record, Fold.integer(effect, 4));
        } else if (effect.count() != 4 || !effect.is(3, "KEEPTTL")) {
            throw new FoldException("effect SET with the option " + effect.text(3));
        }
        db.changed(effect, 1);
    }

    /** {@code APPEND key value} */
    static void append(Database db, Args effect) {
        KeyTable table = db.table();
        int hash = db.hash(effect, 1);
        long record = table.index.find(effect.bytes(), effect.offset(1), effect.length(1), hash);
        if (record == KeyIndex.NONE) {
            db.touch(db.insertString(effect, 1, hash, 2, false));
        } else {
            requireString(table, record, effect);
            table.write(record, hash, table.records.valueLength(record), effect.bytes(), effect.offset(2), effect.length(2));
        }
        db.changed(effect, 1);
    }

    /** {@code SETRANGE key offset value} */
    static void setRange(Database db, Args effect) {
        long at = Fold.integer(effect, 2);
        if (at < 0 || at + effect.length(3) > Integer.MAX_VALUE - 8) throw new FoldException("effect SETRANGE at offset " + at);
        KeyTable table = db.table();
        int hash = db.hash(effect, 1);
        long record = table.index.find(effect.bytes(), effect.offset(1), effect.length(1), hash);
        if (record == KeyIndex.NONE) record = db.insert(effect, 1, new StringValue(Numbers.EMPTY)).reference();
        requireString(table, record, effect);
        table.write(record, hash, (int) at, effect.bytes(), effect.offset(3), effect.length(3));
        db.changed(effect, 1);
    }

    private static void requireString(KeyTable table, long record, Args effect) {
        if (!table.isString(record)) throw new FoldException("effect " + effect.text(0) + " on a " + table.collection(record).type().text());
    }
}
