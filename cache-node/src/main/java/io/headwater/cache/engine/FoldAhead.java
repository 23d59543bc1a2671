package io.headwater.cache.engine;

import io.headwater.schemas.LogRecordReader;
import io.headwater.schemas.RecordKind;

/**
 * Brings the keys of effects to come into the processor's cache. In a keyspace of gigabytes the fold of a log is a wait for memory at each key, one after the other; asked
 * for a moment before they are needed, and many together, the same lines come in a fraction of the time. For a log that is read in bulk. Changes nothing. Owned by the thread that owns the keyspace.
 */
public final class FoldAhead {
    /** Keys that are asked for together: more than a processor has outstanding loads, few enough to stay near until they are used. */
    private static final int KEYS = 64;

    private final Keyspace keyspace;
    private final LogRecordReader ahead = new LogRecordReader();
    private final int[] hashes = new int[KEYS];
    private final long[] references = new long[KEYS];
    private boolean looking;
    private int left;
    private int touched;

    /** For a fold over {@code keyspace}. */
    public FoldAhead(Keyspace keyspace) {
        this.keyspace = keyspace;
    }

    /** Begins with the record that is to be folded next. */
    public void begin(byte[] bytes, int offset, int length) {
        ahead.wrap(bytes, offset, length);
        looking = ahead.kind() == RecordKind.BATCH && ahead.nextEntry();
        left = 0;
    }

    /** To be called in front of each effect: looks at the next ones, now and then. */
    public void effect() {
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
