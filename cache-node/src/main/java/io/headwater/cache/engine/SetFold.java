package io.headwater.cache.engine;

/** The fold of sets. */
final class SetFold {
    private SetFold() {}

    static void add(Database db, Args effect) {
        throw new FoldException("effect " + effect.text(0) + " of " + db.index());
    }

    static void remove(Database db, Args effect) {
        throw new FoldException("effect " + effect.text(0) + " of " + db.index());
    }
}
