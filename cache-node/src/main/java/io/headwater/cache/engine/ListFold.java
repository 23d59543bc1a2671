package io.headwater.cache.engine;

/** The fold of lists. */
final class ListFold {
    private ListFold() {}

    /** {@code LPUSH|RPUSH key value...} */
    static void push(Database db, Args effect, boolean head) {
        Entry entry = db.entry(effect, 1);
        if (entry == null) entry = db.insert(effect, 1, new ListValue());
        ListValue list = Fold.value(entry, ListValue.class, effect);
        for (int i = 2; i < effect.count(); i++) {
            if (head) list.pushFirst(effect.bytes(), effect.offset(i), effect.length(i));
            else list.pushLast(effect.bytes(), effect.offset(i), effect.length(i));
        }
        db.changed(effect, 1);
    }

    /** {@code LPOP|RPOP key count} */
    static void pop(Database db, Args effect, boolean head) {
        Entry entry = present(db, effect);
        ListValue list = Fold.value(entry, ListValue.class, effect);
        long count = Fold.integer(effect, 2);
        if (count < 0) throw new FoldException("effect " + effect.text(0) + " of " + count + " elements");
        if (head) list.popFirst(count);
        else list.popLast(count);
        finish(db, effect, entry, list);
    }

    /** {@code LSET key index value} */
    static void set(Database db, Args effect) {
        ListValue list = Fold.value(present(db, effect), ListValue.class, effect);
        long index = Fold.integer(effect, 2);
        if (index < 0) index += list.size();
        if (index < 0 || index >= list.size()) throw new FoldException("effect LSET at index " + effect.text(2) + " of " + list.size());
        list.set(index, effect.bytes(), effect.offset(3), effect.length(3));
        db.changed(effect, 1);
    }

    /** {@code LTRIM key start stop} */
    static void trim(Database db, Args effect) {
        Entry entry = present(db, effect);
        ListValue list = Fold.value(entry, ListValue.class, effect);
        long size = list.size();
        long start = fromHead(Fold.integer(effect, 2), size);
        long stop = Math.min(fromHead(Fold.integer(effect, 3), size), size - 1);
        if (start < 0) start = 0;
        if (start > stop) {
            list.popFirst(size);
        } else {
            list.popLast(size - 1 - stop);
            list.popFirst(start);
        }
        finish(db, effect, entry, list);
    }

    private static long fromHead(long index, long size) {
        return index < 0 ? index + size : index;
    }

    /** {@code LREM key count value} */
    static void remove(Database db, Args effect) {
        Entry entry = present(db, effect);
        ListValue list = Fold.value(entry, ListValue.class, effect);
        long count = Fold.integer(effect, 2);
        // The magnitude of the least long is no long; more than a list holds will do.
        long limit = count == 0 || count == Long.MIN_VALUE ? Long.MAX_VALUE : Math.abs(count);
        list.remove(effect.bytes(), effect.offset(3), effect.length(3), limit, count < 0);
        finish(db, effect, entry, list);
    }

    /** {@code LINSERT key BEFORE|AFTER pivot value} */
    static void insert(Database db, Args effect) {
        ListValue list = Fold.value(present(db, effect), ListValue.class, effect);
        long index = list.indexOf(effect.bytes(), effect.offset(3), effect.length(3));
        if (index < 0) throw new FoldException("effect LINSERT at an absent element");
        if (effect.is(2, "AFTER")) index++;
        else if (!effect.is(2, "BEFORE")) throw new FoldException("effect LINSERT " + effect.text(2));
        list.insert(index, effect.bytes(), effect.offset(4), effect.length(4));
        db.changed(effect, 1);
    }

    private static Entry present(Database db, Args effect) {
        Entry entry = db.entry(effect, 1);
        if (entry == null) throw Fold.absent(effect, 1);
        return entry;
    }

    private static void finish(Database db, Args effect, Entry entry, ListValue list) {
        if (list.size() == 0) db.remove(entry);
        db.changed(effect, 1);
    }
}
