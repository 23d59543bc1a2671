package io.headwater.cache.node;

import io.headwater.cache.command.CommandError;
import io.headwater.cache.command.ServerControl;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What commands may have the node do. Owned by the writer thread. */
final class NodeControl implements ServerControl {
    private static final long MS_PER_SECOND = 1000;
    private static final CommandError STARTING = new CommandError("LOADING Headwater is loading the dataset in memory");

    private @Nullable BaseKeeper bases;
    private @Nullable Switchover switchover;
    private @Nullable KeyHistorian historian;
    private volatile @Nullable Runnable stop;

    /** How an orderly stop is begun, without waiting for its end. */
    void stopsBy(Runnable begin) {
        stop = begin;
    }

    /** Who makes bases, and who hands the shard over. */
    void uses(BaseKeeper keeper, Switchover conductor) {
        bases = keeper;
        switchover = conductor;
    }

    /** Who knows the past of keys. */
    void uses(KeyHistorian knowing) {
        historian = knowing;
    }

    @Override
    public @Nullable CommandError switchOver(long timeoutMs, Consumer<@Nullable CommandError> whenDone) {
        return switchover == null ? STARTING : switchover.begin(timeoutMs, whenDone);
    }

    @Override
    public @Nullable CommandError history(int database, byte[] key, int count, Consumer<Versions> whenDone) {
        return historian == null ? STARTING : historian.ask(database, key, count, whenDone);
    }

    @Override
    public @Nullable CommandError claim() {
        return switchover == null ? STARTING : switchover.claim();
    }

    @Override
    public @Nullable CommandError save(@Nullable Consumer<@Nullable CommandError> whenDone) {
        return bases == null ? STARTING : bases.save(whenDone);
    }

    @Override
    public long lastSaveSeconds() {
        return bases == null ? 0 : bases.lastSaveMs() / MS_PER_SECOND;
    }

    /** The binlog has everything, so that no base is made unless it is asked for. */
    @Override
    public @Nullable CommandError shutdown(@Nullable Boolean save) {
        Runnable begin = stop;
        if (begin == null) return STARTING;
        if (save == null || !save) {
            begin.run();
            return null;
        }
        return save(failure -> {
            if (failure == null) begin.run();
        });
    }
}
