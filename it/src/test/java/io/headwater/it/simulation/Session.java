package io.headwater.it.simulation;

import io.headwater.cache.engine.Args;
import io.headwater.cache.resp.SteppedLoop;
import java.util.OptionalLong;
import java.util.function.BiConsumer;

/** A client's connection to one process: it ends with it. */
final class Session {
    private final Machine machine;
    private final Running process;
    private final SteppedLoop.Client client;

    /** @param out takes the replies as they leave the process */
    Session(Machine machine, Running process, BiConsumer<Session, byte[]> out) {
        this.machine = machine;
        this.process = process;
        this.client = process.connect(bytes -> out.accept(this, bytes));
    }

    Machine machine() {
        return machine;
    }

    boolean isAlive() {
        return machine.runs(process);
    }

    /**
     * The epoch that the process leads by its own belief; empty if it leads no more: replies that it held leave behind a hand-over too, when what they tell of
     * is in the log.
     */
    OptionalLong epoch() {
        return process.node().isPrimary() ? OptionalLong.of(process.node().position().epoch()) : OptionalLong.empty();
    }

    /** Brings a command; {@code notPrimary} runs if the node does not lead when it looks at it. */
    void send(Args command, Runnable notPrimary) {
        process.send(client, command, notPrimary);
    }
}
