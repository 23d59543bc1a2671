package io.headwater.hub.role;

import io.headwater.archive.Archive;
import io.headwater.archive.replay.ArchivedLog;
import io.headwater.archive.replay.SegmentInfo;
import io.headwater.archive.store.ObjectStores;
import io.headwater.hub.Exit;
import io.headwater.restore.tap.Tap;
import io.headwater.restore.tap.TapRequest;
import io.headwater.schemas.Position;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.util.concurrent.atomic.AtomicBoolean;

/** Runs {@code headwater tap}. */
public final class TapRole {
    private TapRole() {}

    /** Returns the exit code. */
    public static int run(TapOptions options) {
        var stopped = new AtomicBoolean();
        Exit.onSignal(() -> stopped.set(true));
        Long fromMs = options.fromMs();
        long beginMs = fromMs == null ? 0 : fromMs;
        String store = options.store();
        try (var log = ClusterLog.of(options.cluster(), "tap");
                var objects = store == null ? null : ObjectStores.open(store)) {
            int shards = log.shards();
            Archive archive = objects == null ? null : new Archive(objects, options.cluster().name());
            // Before the log is looked at: from here on nothing of it goes.
            try (TapRegistration registration = TapRegistration.of(options, shards)) {
                // Not System.out, which would swallow the failure by which a closed pipe is known.
                new Tap(
                                shard -> ArchivedLog.open(shard, from -> log.reader().open(shard, from), archive, segment -> wanted(options, beginMs, segment)),
                                new FileOutputStream(FileDescriptor.out),
                                stopped::get,
                                registration)
                        .run(new TapRequest(options.shard(), beginMs, options.fromPosition(), options.follow()), shards);
            }
        }
        return 0;
    }

    private static boolean wanted(TapOptions options, long beginMs, SegmentInfo segment) {
        Position from = options.fromPosition();
        return segment.lastTimeMs() >= beginMs && (from == null || segment.last().compareTo(from) >= 0);
    }
}
