package io.headwater.cache.engine;

/** The fold of sorted sets. */
final class SortedSetFold {
    private SortedSetFold() {}

    /** {@code ZADD key score member...} */
    static void add(Database db, Args effect) {
        if (effect.count() % 2 != 0) throw new FoldException("effect ZADD of a score without a member");
        Entry entry = db.entry(effect, 1);
        if (entry == null) entry = db.insert(effect, 1, new SortedSetValue(db.hasher()));
        SortedSetValue set = Fold.value(entry, SortedSetValue.class, effect);
        for (int i = 2; i < effect.count(); i += 2) {
            double score = effect.toDouble(i);
            if (Double.isNaN(score)) throw new FoldException("effect ZADD with the score " + effect.text(i));
            set.put(score, effect.bytes(), effect.offset(i + 1), effect.length(i + 1));
        }
        db.changed(effect, 1);
    }

    /** {@code ZREM key member...} */
    static void remove(Database db, Args effect) {
        Entry entry = db.entry(effect, 1);
        if (entry == null) throw Fold.absent(effect, 1);
        SortedSetValue set = Fold.value(entry, SortedSetValue.class, effect);
        for (int i = 2; i < effect.count(); i++) set.remove(effect.bytes(), effect.offset(i), effect.length(i));
        if (set.size() == 0) db.remove(entry);
        db.changed(effect, 1);
    }
}
