package io.headwater.cache.engine;

import io.headwater.schemas.LogRecordReader;

/**
 * Brings the keys of effects to come into the processor's cache. In a keyspace of gigabytes the fold of a log is a wait for memory at each key, one after the other; asked
 * for a moment before they are needed, and many together, the same lines come in a fraction of the time. For a log that is read in bulk. Changes nothing. Owned by the thread that owns the keyspace.
 */
public final class FoldAhead {
    /** Keys that are asked for together: more than a processor has outstanding loads, few enough to stay near until they are used. */
    private static final int KEYS = 64;

    private final Keyspace keyspace;
    private final LogRecordReader ahead = new LogRecordReader();
    private final Args effect = new Args(16);
    private final int[] hashes = new int[KEYS];
    private final long[] references = new long[KEYS];
    private boolean looking;
    private int left;
    private int touched;

    /** For a fold over {@code keyspace}. */
    public FoldAhead(Keyspace keyspace) {
        this.keyspace = keyspace;
    }

    /** Begins with a batch that is to be folded next; {@code record} stands in front of its first entry. */
    public void begin(LogRecordReader record) {
        ahead.wrapEntriesOf(record);
        looking = ahead.nextEntry();
        left = 0;
    }

    /**
     * Applies the current entry of that batch as {@link Fold#applyEntry} does.
     *
     * @return how many effects it has
     * @throws FoldException at an effect that cannot be applied; those before it were
     */
    public int applyEntry(LogRecordReader record, Fold fold) {
        if (record.isControl()) {
            fold.applyEntry(record);
            return 0;
        }
        fold.beginEntry(record.entryTimeMs(), record.database());
        int effects = 0;
        for (; record.nextEffect(); effects++) {
            effect();
            effect.view(record.bytes(), record.argumentOffsets(), record.argumentLengths(), record.argumentCount());
            fold.apply(effect);
        }
        return effects;
    }

    /** In front of each effect: looks at the next ones, now and then. */
    private void effect() {
        if (looking && --left < 0) {
            look();
        }
    }

    private void look() {
        int index = ahead.database();
        int count = 0;
        left = KEYS - 1;
        while (looking && count < KEYS && ahead.database() == index) {
            if (!ahead.isControl() && ahead.nextEffect()) {
                if (ahead.argumentCount() > 1) {
                    hashes[count++] = keyspace.hasher().hash(ahead.bytes(), ahead.argumentOffsets()[1], ahead.argumentLengths()[1]);
                }
            } else {
                looking = ahead.nextEntry();
            }
        }
        if (index < keyspace.databases()) {
            touched += keyspace.database(index).touchAll(hashes, references, count);
        }
    }

    /** Of no meaning; read so that the compiler does not leave the reads out. */
    int touched() {
        return touched;
    }
}
