package io.headwater.cache.binlog;

import io.headwater.schemas.HeadwaterException;

/** What the binlog thread announces. Called on that thread; must return at once and not throw. */
public interface BinlogListener {
    /** Frames up to the lsn can be read. */
    void appended(long lsn);

    /** Entries up to the lsn survive a power cut. */
    void durable(long lsn);

    /** {@link BinlogWriter#hasRoom} or {@link BinlogWriter#admits} was false, and now may be true. */
    void roomMade();

    /** Whether replies wait for readers of what is written: then each batch is passed on without delay. */
    default boolean isAwaited() {
        return false;
    }

    /** A write or sync failed: nothing more is written, and nothing more becomes durable. Called once, last. */
    void failed(HeadwaterException reason);
}
