package io.headwater.cache.node.config;

/** What the reply to a write waits for. */
public enum Durability {
    /** Nothing; the disk is synced each second. */
    ASYNC,
    /** The sync of its batch. */
    DISK
}
