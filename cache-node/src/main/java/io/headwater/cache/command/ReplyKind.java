package io.headwater.cache.command;

/** What a reply says about the shard's data: whether this node must lead, and what it says instead when it cannot tell. */
public enum ReplyKind {
    /** Nothing: it is as true on any node. */
    NEUTRAL,
    /** What the data are. */
    READ,
    /** That the data were changed. */
    WRITE
}
