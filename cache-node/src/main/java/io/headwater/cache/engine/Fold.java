package io.headwater.cache.engine;

import io.headwater.schemas.LogRecordReader;

/**
 * The fold: {@code state, effect -> state}. The one place that changes a {@link Keyspace}, used alike by the primary for what its commands yielded, at recovery, on a
 * replica and in a restore, so that they cannot differ. It never looks at a clock, a random number or an access time: what an effect does depends on the effect and
 * the keys alone. Expired keys are keys like others here.
 *
 * <p>Owned by the thread that owns the keyspace. Values are copied out of the argument array, or overwritten in place; nothing else allocates.
 */
public final class Fold {
    private final Keyspace keyspace;
    private final Args view = new Args(16);
    private Database database;

    /** A fold over {@code keyspace}, in database 0. */
    public Fold(Keyspace keyspace) {
        this.keyspace = keyspace;
        this.database = keyspace.database(0);
    }

    /** The keyspace that this fold changes. */
    public Keyspace keyspace() {
        return keyspace;
    }

    /** Begins an entry of this time, in ms since 1970, in database {@code index}. */
    public void beginEntry(long timeMs, int index) {
        keyspace.entryTimeMs = timeMs;
        database = keyspace.database(requireDatabase(index));
    }

    /**
     * Applies all effects of the reader's current entry; one without effects is only told of.
     *
     * @throws FoldException at an effect that cannot be applied; those before it were
     */
    public void applyEntry(LogRecordReader reader) {
        if (reader.isControl()) {
            keyspace.control(reader);
            return;
        }
        beginEntry(reader.entryTimeMs(), reader.database());
        while (reader.nextEffect()) {
            view.view(reader.bytes(), reader.argumentOffsets(), reader.argumentLengths(), reader.argumentCount());
            apply(view);
        }
    }

    /** Applies an effect whose name is argument 0. */
    public void apply(Args effect) {
        EffectOp op = EffectOp.named(effect.bytes(), effect.offset(0), effect.length(0));
        if (op == null) throw new FoldException("unknown effect " + effect.text(0));
        apply(op, effect);
    }

    /** Applies an effect; argument 0 is its name and is not looked at. */
    public void apply(EffectOp op, Args effect) {
        if (effect.count() <= op.minArguments()) throw new FoldException("effect " + op + " with " + (effect.count() - 1) + " arguments");
        FoldObserver observer = keyspace.observer;
        if (observer == null) applyUnseen(op, effect);
        else applySeen(op, effect, observer);
    }

    private void applySeen(EffectOp op, Args effect, FoldObserver observer) {
        if (op == EffectOp.DEL && effect.count() > 2) {
            // Key by key, for one may be named twice.
            for (int i = 1; i < effect.count(); i++) applySeen(op, Args.of(effect.copy(0), effect.copy(i)), observer);
            return;
        }
        Database db = database;
        observer.before(db, op, effect);
        applyUnseen(op, effect);
        observer.after(db, op, effect);
    }

    private void applyUnseen(EffectOp op, Args effect) {
        Database db = database;
        db.begin();
        switch (op) {
            case SET -> StringFold.set(db, effect);
            case APPEND -> StringFold.append(db, effect);
            case SETRANGE -> StringFold.setRange(db, effect);
            case DEL -> KeyFold.delete(db, effect);
            case PEXPIREAT -> KeyFold.expireAt(db, effect);
            case PERSIST -> KeyFold.persist(db, effect);
            case RENAME -> KeyFold.rename(db, effect);
            case COPY -> KeyFold.copy(keyspace, db, effect);
            case MOVE -> KeyFold.move(keyspace, db, effect);
            case HSET -> HashFold.set(db, effect);
            case HDEL -> HashFold.delete(db, effect);
            case LPUSH -> ListFold.push(db, effect, true);
            case RPUSH -> ListFold.push(db, effect, false);
            case LPOP -> ListFold.pop(db, effect, true);
            case RPOP -> ListFold.pop(db, effect, false);
            case LSET -> ListFold.set(db, effect);
            case LTRIM -> ListFold.trim(db, effect);
            case LREM -> ListFold.remove(db, effect);
            case LINSERT -> ListFold.insert(db, effect);
            case SADD -> SetFold.add(db, effect);
            case SREM -> SetFold.remove(db, effect);
            case ZADD -> SortedSetFold.add(db, effect);
            case ZREM -> SortedSetFold.remove(db, effect);
            case XADD -> StreamFold.add(keyspace, db, effect);
            case XDEL -> StreamFold.delete(db, effect);
            case XTRIM -> StreamFold.trim(db, effect);
            case XSETID -> StreamFold.setId(db, effect);
            case XGROUP -> StreamFold.group(keyspace, db, effect);
            case XACK -> StreamFold.acknowledge(db, effect);
            case XCLAIM -> StreamFold.claim(keyspace, db, effect);
            case SELECT -> database = keyspace.database(databaseArgument(effect, 1));
            case SWAPDB -> swap(databaseArgument(effect, 1), databaseArgument(effect, 2));
            case FLUSHDB -> keyspace.flush(db.index());
            case FLUSHALL -> {
                for (int i = 0; i < keyspace.databases(); i++) keyspace.flush(i);
            }
        }
    }

    private void swap(int first, int second) {
        int current = database.index();
        keyspace.swap(first, second);
        // The entry goes on in the number, not in the keys, that it had selected: as a client's connection does in Redis.
        database = keyspace.database(current);
    }

    private int databaseArgument(Args effect, int i) {
        return databaseArgument(keyspace, effect, i);
    }

    private int requireDatabase(int index) {
        if (index < 0 || index >= keyspace.databases()) throw new FoldException("database " + index + " of " + keyspace.databases());
        return index;
    }

    static int databaseArgument(Keyspace keyspace, Args effect, int i) {
        long index = integer(effect, i);
        if (index < 0 || index >= keyspace.databases()) throw new FoldException("database " + index + " of " + keyspace.databases());
        return (int) index;
    }

    /** The integer of argument {@code i}. */
    static long integer(Args effect, int i) {
        if (!effect.isLong(i)) throw new FoldException("effect " + effect.text(0) + ": argument " + i + " is no integer: " + effect.text(i));
        return effect.toLong(i);
    }

    /** The value of {@code entry}, which must be of type {@code type}. */
    static <V extends Value> V value(Entry entry, Class<V> type, Args effect) {
        Value value = entry.value();
        if (!type.isInstance(value)) throw new FoldException("effect " + effect.text(0) + " on a " + value.type().text());
        return type.cast(value);
    }

    /** What an effect says about a key that must be there. */
    static FoldException absent(Args effect, int i) {
        return new FoldException("effect " + effect.text(0) + " on an absent key: " + effect.text(i));
    }
}
