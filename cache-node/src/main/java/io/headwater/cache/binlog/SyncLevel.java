package io.headwater.cache.binlog;

/** When the binlog thread syncs what it wrote. */
public enum SyncLevel {
    /** Once a second, while there is something to sync. */
    ASYNC,
    /** After every run of batches, before they count as durable. */
    DISK
}
