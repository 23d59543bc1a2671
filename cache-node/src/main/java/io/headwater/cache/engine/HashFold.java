package io.headwater.cache.engine;

/** The fold of hashes. */
final class HashFold {
    private HashFold() {}

    static void set(Database db, Args effect) {
        throw new FoldException("effect " + effect.text(0) + " of " + db.index());
    }

    static void delete(Database db, Args effect) {
        throw new FoldException("effect " + effect.text(0) + " of " + db.index());
    }
}
