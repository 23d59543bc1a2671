package io.headwater.archive.testing;

import io.headwater.cache.engine.Args;
import io.headwater.cache.engine.Fold;
import io.headwater.cache.engine.Hasher;
import io.headwater.cache.engine.Keyspace;
import io.headwater.cache.engine.digest.DigestNote;
import io.headwater.cache.engine.digest.DigestRound;
import io.headwater.schemas.ControlKind;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/** The primary's part in the digests of a {@link LogHistory}: it sweeps at its own pace while the log goes on, and writes begins and ends into it. */
public final class DigestedLog {
    private final LogHistory log;
    private final Keyspace keyspace = new Keyspace(ModelKeyspace.DATABASES, Hasher.from(new Random(7)), false);
    private final Fold fold = new Fold(keyspace);
    private int folded;
    private long rounds;

    public DigestedLog(LogHistory log) {
        this.log = log;
    }

    /** One whole round, in which the log goes on by some records, as {@code steps} and {@code pieces} say; returns the lsn of its end, -1 if it had none. */
    public long round(int pieces, int steps) {
        follow();
        DigestRound round = new DigestRound(keyspace, ++rounds);
        log.control(ControlKind.DIGEST, new DigestNote.Begin(rounds).encoded());
        follow();
        keyspace.observe(round);
        for (int i = 0; i < pieces; i++) {
            round.sweep(System.nanoTime());
            log.steps(steps);
            follow();
        }
        boolean complete = round.sweep(System.nanoTime() + (1L << 60));
        keyspace.observe(null);
        if (complete && !round.isAbandoned()) {
            log.control(ControlKind.DIGEST, new DigestNote.End(rounds, round.sum()).encoded());
            return log.entries().getLast().lsn();
        }
        return -1;
    }

    /** A key that the primary has and the log does not: from here on its digests are of something else. */
    public void corrupt() {
        follow();
        fold.beginEntry(log.lastTimeMs(), 0);
        apply("SET", "not in the log", "1");
    }

    private void follow() {
        for (; folded < log.entries().size(); folded++) {
            LogHistory.Written entry = log.entries().get(folded);
            fold.beginEntry(entry.timeMs(), entry.database());
            entry.effects().forEach(this::apply);
        }
    }

    private void apply(String... effect) {
        fold.apply(Args.of(Arrays.stream(effect).map(text -> text.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new)));
    }
}
