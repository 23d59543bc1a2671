package io.headwater.cache.engine;

/** The fold of what concerns keys of any type. */
final class KeyFold {
    private KeyFold() {}

    /** {@code DEL key...} */
    static void delete(Database db, Args effect) {
        for (int i = 1; i < effect.count(); i++) {
            Entry entry = db.entry(effect, i);
            if (entry == null) continue;
            db.remove(entry);
            db.changed(effect, i);
        }
    }

    /** {@code PEXPIREAT key ms} */
    static void expireAt(Database db, Args effect) {
        Entry entry = db.entry(effect, 1);
        if (entry == null) return;
        db.expireAt(entry, Fold.integer(effect, 2));
        db.changed(effect, 1);
    }

    /** {@code PERSIST key} */
    static void persist(Database db, Args effect) {
        Entry entry = db.entry(effect, 1);
        if (entry == null) return;
        db.persist(entry);
        db.changed(effect, 1);
    }

    /** {@code RENAME from to} */
    static void rename(Database db, Args effect) {
        Entry from = db.entry(effect, 1);
        if (from == null) throw Fold.absent(effect, 1);
        if (effect.sameBytes(1, 2)) return;
        Entry to = db.entry(effect, 2);
        if (to != null) db.remove(to);
        long expireAtMs = from.expireAtMs();
        // The string is read from the old record while the new one is made.
        Entry renamed = db.insert(effect, 2, from.value());
        db.remove(from);
        if (expireAtMs != Entry.NO_EXPIRY) db.expireAt(renamed, expireAtMs);
        db.changed(effect, 1);
        db.changed(effect, 2);
    }

    /** {@code COPY from to [DB n] REPLACE} */
    static void copy(Keyspace keyspace, Database db, Args effect) {
        Database target = db;
        if (effect.count() == 6 && effect.is(3, "DB")) target = keyspace.database(Fold.databaseArgument(keyspace, effect, 4));
        else if (effect.count() != 4) throw new FoldException("effect COPY with " + (effect.count() - 1) + " arguments");
        Entry from = db.entry(effect, 1);
        if (from == null) throw Fold.absent(effect, 1);
        Value value = from.value().copy();
        long expireAtMs = from.expireAtMs();
        Entry to = target.entry(effect, 2);
        if (to != null) target.remove(to);
        Entry copy = target.insert(effect, 2, value);
        if (expireAtMs != Entry.NO_EXPIRY) target.expireAt(copy, expireAtMs);
        target.changed(effect, 2);
    }

    /** {@code MOVE key db} */
    static void move(Keyspace keyspace, Database db, Args effect) {
        Database target = keyspace.database(Fold.databaseArgument(keyspace, effect, 2));
        Entry from = db.entry(effect, 1);
        if (from == null) throw Fold.absent(effect, 1);
        if (target.entry(effect, 1) != null) throw new FoldException("effect MOVE of a key that its target has: " + effect.text(1));
        long expireAtMs = from.expireAtMs();
        Entry moved = target.insert(effect, 1, from.value());
        db.remove(from);
        if (expireAtMs != Entry.NO_EXPIRY) target.expireAt(moved, expireAtMs);
        db.changed(effect, 1);
        target.changed(effect, 1);
    }
}
