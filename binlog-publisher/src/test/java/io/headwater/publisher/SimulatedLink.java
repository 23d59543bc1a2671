package io.headwater.publisher;

import io.headwater.replication.ShardReader;

/** How one process reaches the topic. Tests that plant a fault override what it does to records on their way. */
class SimulatedLink {
    /** Whether nothing gets through. */
    boolean cut;
    /** How old the newest record is that its fetches show. */
    long lagNanos;

    /** A record on its way to the reader. */
    byte[] read(ShardReader reader, byte[] value) {
        return value;
    }

    /** Whether {@link #read} must see what the reader has judged so far. */
    boolean readsOneByOne() {
        return false;
    }

    /** A record on its way to the topic. */
    byte[] sent(byte[] value) {
        return value;
    }

    /** A new appender is used from here on. */
    void appenderOpened() {}

    /** An acknowledged offset on its way to the appender. */
    long told(byte[] value, long offset) {
        return offset;
    }
}
