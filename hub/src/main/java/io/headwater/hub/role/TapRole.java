package io.headwater.hub.role;

import io.headwater.hub.Exit;
import io.headwater.restore.tap.Tap;
import io.headwater.restore.tap.TapRequest;
import io.headwater.schemas.LocalNote.KafkaNote;
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
        try (var log = ClusterLog.of(options.cluster(), "tap")) {
            // Not System.out, which would swallow the failure by which a closed pipe is known.
            new Tap(shard -> log.reader().open(shard, KafkaNote.NONE), new FileOutputStream(FileDescriptor.out), stopped::get)
                    .run(
                            new TapRequest(options.shard(), fromMs == null ? 0 : fromMs, options.fromPosition(), options.follow()),
                            log.shards());
        }
        return 0;
    }
}
