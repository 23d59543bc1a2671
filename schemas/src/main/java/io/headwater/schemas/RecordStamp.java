package io.headwater.schemas;

/**
 * What a primary stamps on the records of its epoch: timeline, shard, epoch, its nonce, and the next counter and lsn. Owned by the
 * writer thread.
 */
public final class RecordStamp {
    private final Timeline timeline;
    private final int shard;
    private final long epoch;
    private final long publisher;
    private long nextCounter;
    private long nextLsn;

    /**
     * @param nextCounter above that of the epoch's claim
     * @param nextLsn one above the last valid lsn
     */
    public RecordStamp(Timeline timeline, int shard, long epoch, long publisher, long nextCounter, long nextLsn) {
        this.timeline = timeline;
        this.shard = shard;
        this.epoch = epoch;
        this.publisher = publisher;
        this.nextCounter = nextCounter;
        this.nextLsn = nextLsn;
    }

    public Timeline timeline() {
        return timeline;
    }

    public int shard() {
        return shard;
    }

    public long epoch() {
        return epoch;
    }

    public long publisher() {
        return publisher;
    }

    /** The last lsn that was given out. */
    public long lastLsn() {
        return nextLsn - 1;
    }

    /** Takes the next counter. */
    public long takeCounter() {
        return nextCounter++;
    }

    /** Takes {@code count} lsns and returns the first. */
    public long takeLsns(int count) {
        long first = nextLsn;
        nextLsn += count;
        return first;
    }
}
