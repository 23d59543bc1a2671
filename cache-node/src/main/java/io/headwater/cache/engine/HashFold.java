package io.headwater.cache.engine;

/** The fold of hashes. */
final class HashFold {
    private HashFold() {}

    /** {@code HSET key field value...} */
    static void set(Database db, Args effect) {
        if (effect.count() % 2 != 0) throw new FoldException("effect HSET of a field without a value");
        Entry entry = db.entry(effect, 1);
        if (entry == null) entry = db.insert(effect, 1, new HashValue(db.hasher()));
        HashValue hash = Fold.value(entry, HashValue.class, effect);
        byte[] bytes = effect.bytes();
        for (int i = 2; i < effect.count(); i += 2) {
            hash.put(bytes, effect.offset(i), effect.length(i), bytes, effect.offset(i + 1), effect.length(i + 1));
        }
        db.changed(effect, 1);
    }

    /** {@code HDEL key field...} */
    static void delete(Database db, Args effect) {
        Entry entry = db.entry(effect, 1);
        if (entry == null) throw Fold.absent(effect, 1);
        HashValue hash = Fold.value(entry, HashValue.class, effect);
        for (int i = 2; i < effect.count(); i++) hash.remove(effect.bytes(), effect.offset(i), effect.length(i));
        if (hash.size() == 0) db.remove(entry);
        db.changed(effect, 1);
    }
}
