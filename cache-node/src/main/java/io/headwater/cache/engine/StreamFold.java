package io.headwater.cache.engine;

/** The fold of streams. */
final class StreamFold {
    private StreamFold() {}

    /** {@code XADD key id field value...} */
    static void add(Keyspace keyspace, Database db, Args effect) {
        if (effect.count() % 2 == 0) throw new FoldException("effect XADD of a field without a value");
        Entry entry = db.find(effect, 1);
        if (entry == null) entry = db.insert(effect, 1, new StreamValue());
        StreamValue stream = Fold.value(entry, StreamValue.class, effect);
        StreamId id = StreamId.of(effect, 2);
        if (id.compareTo(stream.lastId()) <= 0) throw new FoldException("effect XADD of " + id + " behind " + stream.lastId());
        stream.append(id, effect, 3, keyspace.streamLimits());
        db.changed(effect, 1);
    }

    /** {@code XDEL key id...} */
    static void delete(Database db, Args effect) {
        StreamValue stream = present(db, effect, 1);
        for (int i = 2; i < effect.count(); i++) {
            boolean unused = stream.delete(StreamId.of(effect, i));
        }
        db.changedInside(effect, 1);
    }

    /** {@code XTRIM key MAXLEN = length} */
    static void trim(Database db, Args effect) {
        StreamValue stream = present(db, effect, 1);
        if (effect.count() != 5 || !effect.is(2, "MAXLEN") || !effect.is(3, "=")) throw new FoldException("effect XTRIM other than to a length");
        long length = Fold.integer(effect, 4);
        if (length < 0) throw new FoldException("effect XTRIM to " + length);
        stream.trimTo(length);
        db.changedInside(effect, 1);
    }

    /** {@code XSETID key id [ENTRIESADDED n] MAXDELETEDID id} */
    static void setId(Database db, Args effect) {
        StreamValue stream = present(db, effect, 1);
        boolean counts = effect.count() == 7;
        if (!counts && effect.count() != 5) throw new FoldException("effect XSETID with " + (effect.count() - 1) + " arguments");
        stream.setIds(StreamId.of(effect, 2), counts ? Fold.integer(effect, 4) : stream.entriesAdded(), StreamId.of(effect, effect.count() - 1));
        db.changedInside(effect, 1);
    }

    /** {@code XACK key group id...} */
    static void acknowledge(Database db, Args effect) {
        StreamGroup group = group(present(db, effect, 1), effect, 2);
        for (int i = 3; i < effect.count(); i++) group.acknowledge(StreamId.of(effect, i));
        db.changedInside(effect, 1);
    }

    /** {@code XCLAIM key group consumer 0 id... TIME ms RETRYCOUNT n FORCE JUSTID LASTID id} */
    static void claim(Keyspace keyspace, Database db, Args effect) {
        StreamGroup group = group(present(db, effect, 1), effect, 2);
        int options = effect.count() - 8;
        if (options < 6 || !effect.is(options, "TIME") || !effect.is(options + 6, "LASTID")) throw new FoldException("effect XCLAIM without its options");
        long deliveredAtMs = Fold.integer(effect, options + 1);
        long deliveries = Fold.integer(effect, options + 3);
        StreamConsumer consumer = group.createConsumer(effect.copy(3), keyspace.entryTimeMs);
        for (int i = 5; i < options; i++) group.claim(StreamId.of(effect, i), consumer, deliveredAtMs, deliveries);
        StreamId lastId = StreamId.of(effect, options + 7);
        if (lastId.compareTo(group.lastId) > 0) group.lastId = lastId;
        db.changedInside(effect, 1);
    }

    /** {@code XGROUP CREATE|SETID|DESTROY|CREATECONSUMER|DELCONSUMER key group ...} */
    static void group(Keyspace keyspace, Database db, Args effect) {
        if (effect.is(1, "CREATE")) {
            create(db, effect);
            return;
        }
        StreamValue stream = present(db, effect, 2);
        StreamGroup group = group(stream, effect, 3);
        if (effect.is(1, "SETID") && effect.count() == 7) {
            group.lastId = StreamId.of(effect, 4);
            group.entriesRead = Fold.integer(effect, 6);
        } else if (effect.is(1, "DESTROY")) {
            boolean unused = stream.destroyGroup(group.name());
        } else if (effect.is(1, "CREATECONSUMER") && effect.count() == 5) {
            StreamConsumer unused = group.createConsumer(effect.copy(4), keyspace.entryTimeMs);
        } else if (effect.is(1, "DELCONSUMER") && effect.count() == 5) {
            group.deleteConsumer(effect.copy(4));
        } else {
            throw new FoldException("effect XGROUP " + effect.text(1) + " with " + (effect.count() - 1) + " arguments");
        }
        // The clients that read for a group hear of its end.
        if (effect.is(1, "DESTROY")) db.changed(effect, 2);
        else db.changedInside(effect, 2);
    }

    /** {@code XGROUP CREATE key group id [MKSTREAM] ENTRIESREAD n} */
    private static void create(Database db, Args effect) {
        boolean makes = effect.count() == 8 && effect.is(5, "MKSTREAM");
        if (!makes && effect.count() != 7) throw new FoldException("effect XGROUP CREATE with " + (effect.count() - 1) + " arguments");
        Entry entry = db.find(effect, 2);
        if (entry == null && !makes) throw Fold.absent(effect, 2);
        if (entry == null) entry = db.insert(effect, 2, new StreamValue());
        StreamValue stream = Fold.value(entry, StreamValue.class, effect);
        StreamGroup unused = stream.createGroup(effect.copy(3), StreamId.of(effect, 4), Fold.integer(effect, effect.count() - 1));
        if (makes) db.changed(effect, 2);
        else db.changedInside(effect, 2);
    }

    private static StreamValue present(Database db, Args effect, int i) {
        Entry entry = db.find(effect, i);
        if (entry == null) throw Fold.absent(effect, i);
        return Fold.value(entry, StreamValue.class, effect);
    }

    private static StreamGroup group(StreamValue stream, Args effect, int i) {
        StreamGroup group = stream.group(effect.copy(i));
        if (group == null) throw new FoldException("effect " + effect.text(0) + " on an absent group: " + effect.text(i));
        return group;
    }
}
