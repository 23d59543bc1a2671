package io.headwater.cache.engine;

/** The fold of sets. */
final class SetFold {
    private SetFold() {}

    /** {@code SADD key member...} */
    static void add(Database db, Args effect) {
        Entry entry = db.entry(effect, 1);
        if (entry == null) entry = db.insert(effect, 1, new SetValue(db.hasher()));
        SetValue set = Fold.value(entry, SetValue.class, effect);
        for (int i = 2; i < effect.count(); i++) set.add(effect.bytes(), effect.offset(i), effect.length(i));
        db.changed(effect, 1);
    }

    /** {@code SREM key member...} */
    static void remove(Database db, Args effect) {
        Entry entry = db.entry(effect, 1);
        if (entry == null) throw Fold.absent(effect, 1);
        SetValue set = Fold.value(entry, SetValue.class, effect);
        for (int i = 2; i < effect.count(); i++) set.remove(effect.bytes(), effect.offset(i), effect.length(i));
        if (set.size() == 0) db.remove(entry);
        db.changed(effect, 1);
    }
}
