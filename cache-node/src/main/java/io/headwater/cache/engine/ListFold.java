package io.headwater.cache.engine;

/** The fold of lists. */
final class ListFold {
    private ListFold() {}

    static void push(Database db, Args effect, boolean head) {
        throw new FoldException("effect " + effect.text(0) + " of " + db.index());
    }

    static void pop(Database db, Args effect, boolean head) {
        throw new FoldException("effect " + effect.text(0) + " of " + db.index());
    }

    static void set(Database db, Args effect) {
        throw new FoldException("effect " + effect.text(0) + " of " + db.index());
    }

    static void trim(Database db, Args effect) {
        throw new FoldException("effect " + effect.text(0) + " of " + db.index());
    }

    static void remove(Database db, Args effect) {
        throw new FoldException("effect " + effect.text(0) + " of " + db.index());
    }

    static void insert(Database db, Args effect) {
        throw new FoldException("effect " + effect.text(0) + " of " + db.index());
    }
}
