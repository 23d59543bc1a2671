package io.headwater.cache.resp;

/** What replies are judged by: how safe the node's writes are and whether it leads, as last looked at. One instance per writer thread, which owns it. */
final class Standing {
    /** The newest lsn of all. */
    long lastLsn;
    long durableLsn;
    long committedLsn;
    boolean covered = true;
    boolean leads = true;

    /** At a turn's begin: what its commands compare with. */
    void look(Turn turn) {
        lastLsn = turn.lastLsn();
        durableLsn = turn.durableLsn();
        committedLsn = turn.committedLsn();
    }

    /** Before replies leave. The lease last: nothing that takes time may come between this question and the replies. */
    void judge(Turn turn) {
        look(turn);
        covered = turn.isCovered();
        leads = turn.holdsLease();
    }
}
