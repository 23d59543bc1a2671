package io.headwater.cache.command;

import io.headwater.schemas.Position;

/** How far this node, the log and the log's readers have come: what WAIT and its kin ask. Called on the writer thread. */
public interface ShardPositions {
    /** A node that nobody follows, without a log, whose every write is safe: for tests and tools. */
    ShardPositions NONE = new ShardPositions() {
        @Override
        public Position own() {
            return Position.START;
        }

        @Override
        public long durableLsn() {
            return Long.MAX_VALUE;
        }

        @Override
        public long committedLsn() {
            return 0;
        }

        @Override
        public int replicasAt(long lsn) {
            return 0;
        }

        @Override
        public int copiesAt(long lsn) {
            return 0;
        }

        @Override
        public boolean isLost(Position position) {
            return false;
        }

        @Override
        public long lagMs() {
            return 0;
        }
    };

    /** After the last entry that this node has written or applied. */
    Position own();

    /** Entries up to here are on this node's disk. */
    long durableLsn();

    /** Entries up to here are in the log; 0 without a log. */
    long committedLsn();

    /** Replicas that have applied the entry of this lsn, as they report. */
    int replicasAt(long lsn);

    /** Readers that keep the entry of this lsn on a medium of their own, as they report: archives, and the disks of replicas. */
    int copiesAt(long lsn);

    /** Whether the log went on without the position: it lies beyond the end of its epoch. */
    boolean isLost(Position position);

    /** How old the state of a replica is, in ms: the time since the last valid record; 0 on a primary. */
    long lagMs();
}
