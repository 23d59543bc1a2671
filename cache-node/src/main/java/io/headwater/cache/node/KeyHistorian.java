package io.headwater.cache.node;

import io.headwater.cache.command.CommandError;
import io.headwater.cache.command.ServerControl.Versions;
import io.headwater.cache.engine.read.KeyVersion;
import io.headwater.cache.resp.WriterLoop;
import io.headwater.schemas.HeadwaterException;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Answers questions about the past of keys, one at a time, on a thread of its own: the writer thread only takes them and hands the answers on. */
final class KeyHistorian {
    private static final int MAX_WAITING = 16;
    private static final int IDLE_SECONDS = 10;
    private static final CommandError BUSY = new CommandError("BUSY " + MAX_WAITING + " other HEADWATER.HISTORY commands are waiting: try again later");

    private final SegmentHistory history;
    private final WriterLoop loop;
    private final ThreadPoolExecutor worker = new ThreadPoolExecutor(
            1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_WAITING), KeyHistorian::thread);

    KeyHistorian(SegmentHistory history, WriterLoop loop) {
        this.history = history;
        this.loop = loop;
        worker.allowCoreThreadTimeOut(true);
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "headwater-history");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Begins to answer.
     *
     * @param whenDone told on the writer thread
     * @return null if it has begun, else why not
     */
    @Nullable CommandError ask(int database, byte[] key, int count, Consumer<Versions> whenDone) {
        try {
            worker.execute(() -> answer(database, key, count, whenDone));
            return null;
        } catch (RejectedExecutionException full) {
            return BUSY;
        }
    }

    private void answer(int database, byte[] key, int count, Consumer<Versions> whenDone) {
        Versions answer = versions(database, key, count);
        try {
            loop.execute(() -> whenDone.accept(answer));
        } catch (RejectedExecutionException stopped) {
            // The node has ended, and its clients are gone.
        }
    }

    private Versions versions(int database, byte[] key, int count) {
        try {
            List<KeyVersion> versions = history.versions(database, key, count);
            return new Versions(versions, null);
        } catch (HeadwaterException e) {
            return new Versions(List.of(), new CommandError("ERR " + e.getMessage() + (e.hint().isEmpty() ? "" : " (" + e.hint() + ")")));
        } catch (RuntimeException e) {
            return new Versions(List.of(), new CommandError("ERR the history cannot be read: " + e.getMessage()));
        }
    }
}
