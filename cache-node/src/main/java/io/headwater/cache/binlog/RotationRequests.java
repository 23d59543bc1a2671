package io.headwater.cache.binlog;

import io.headwater.schemas.HeadwaterException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Who waits for the current segment to be closed. Any thread. */
final class RotationRequests {
    private final List<CompletableFuture<Long>> waiting = new ArrayList<>();
    private volatile boolean empty = true;

    synchronized void add(CompletableFuture<Long> request) {
        waiting.add(request);
        empty = false;
    }

    boolean isEmpty() {
        return empty;
    }

    void complete(long lsn) {
        answer(request -> request.complete(lsn));
    }

    void fail(HeadwaterException reason) {
        answer(request -> request.completeExceptionally(reason));
    }

    private void answer(Consumer<CompletableFuture<Long>> answer) {
        List<CompletableFuture<Long>> answered;
        synchronized (this) {
            answered = List.copyOf(waiting);
            waiting.clear();
            empty = true;
        }
        answered.forEach(answer); // whose callbacks may ask again
    }
}
