package io.headwater.cache.node;

import io.headwater.cache.command.CommandError;
import io.headwater.cache.command.ServerControl.Versions;
import io.headwater.cache.engine.read.KeyVersion;
import io.headwater.cache.node.OlderVersions.Past;
import io.headwater.cache.resp.WriterLoop;
import io.headwater.schemas.HeadwaterException;
import java.util.ArrayList;
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
    private final OlderVersions older;
    private final int shard;
    private final WriterLoop loop;
    private final ThreadPoolExecutor worker = new ThreadPoolExecutor(
            1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_WAITING), KeyHistorian::thread);

    /** @param older is asked for what the directory does not know any more */
    KeyHistorian(SegmentHistory history, OlderVersions older, int shard, WriterLoop loop) {
        this.history = history;
        this.older = older;
        this.shard = shard;
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
            Past own = history.versions(database, key, count);
            boolean enough = own.beginsAfter().lsn() == 0 || own.newestFirst().size() >= count;
            return enough ? new Versions(own.newestFirst(), null, "", null) : withOlder(own, database, key, count);
        } catch (HeadwaterException e) {
            return Versions.refused(new CommandError("ERR " + text(e)));
        } catch (RuntimeException e) {
            return Versions.refused(new CommandError("ERR the history cannot be read: " + e.getMessage()));
        }
    }

    /** Adds what archive and topic know from before; if they cannot be read, the answer says from where on it speaks. */
    private Versions withOlder(Past own, int database, byte[] key, int count) {
        Past past;
        try {
            past = older.of(shard, database, key, count);
        } catch (HeadwaterException e) {
            return new Versions(own.newestFirst(), own.beginsAfter(), text(e), null);
        } catch (RuntimeException e) {
            return new Versions(own.newestFirst(), own.beginsAfter(), "the archive cannot be read: " + e.getMessage(), null);
        }
        if (past == null || past.beginsAfter().lsn() > own.beginsAfter().lsn()) {
            return new Versions(own.newestFirst(), own.beginsAfter(), "this node knows no archive; `headwater history` reads one", null);
        }
        List<KeyVersion> all = new ArrayList<>(own.newestFirst());
        for (KeyVersion version : past.newestFirst()) {
            if (version.position().lsn() <= own.beginsAfter().lsn() && all.size() < count) all.add(version);
        }
        boolean whole = past.beginsAfter().lsn() == 0 || all.size() >= count;
        return new Versions(all, whole ? null : past.beginsAfter(), whole ? "" : "the archive begins there", null);
    }

    private static String text(HeadwaterException e) {
        return e.getMessage() + (e.hint().isEmpty() ? "" : " (" + e.hint() + ")");
    }
}
