package io.headwater.cache.command;

import io.headwater.schemas.Position;

/** How far everybody has come, as the test says. */
public final class TestPositions implements ShardPositions {
    public Position own = Position.START;
    public long durable;
    public long committed;
    public long[] replicas = {};
    public long[] copies = {};
    public Position lostFrom = new Position(Long.MAX_VALUE, 0);
    public long lagMs;

    @Override
    public Position own() {
        return own;
    }

    @Override
    public long durableLsn() {
        return durable;
    }

    @Override
    public long committedLsn() {
        return committed;
    }

    @Override
    public int replicasAt(long lsn) {
        return count(replicas, lsn);
    }

    @Override
    public int copiesAt(long lsn) {
        return count(copies, lsn);
    }

    private static int count(long[] positions, long lsn) {
        int count = 0;
        for (long position : positions) {
            if (position >= lsn) count++;
        }
        return count;
    }

    @Override
    public boolean isLost(Position position) {
        return position.epoch() == lostFrom.epoch() && position.lsn() >= lostFrom.lsn();
    }

    @Override
    public long lagMs() {
        return lagMs;
    }
}
