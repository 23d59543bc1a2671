package io.headwater.archive.replay;

import io.headwater.schemas.LogRecordReader;

/** Sees the entries of a log that take effect, in their order. */
public interface EntryVisitor {
    /**
     * The reader's current entry, a control or one with effects.
     *
     * @return whether more is wanted
     */
    boolean entry(LogRecordReader entry, long epoch);
}
