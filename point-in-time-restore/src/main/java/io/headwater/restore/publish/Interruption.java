package io.headwater.restore.publish;

import java.util.function.Supplier;

/** Says what a restore leaves behind when the process is asked to end in the middle of it (Ctrl-C, SIGTERM). Open it around what must not be left halfway in silence. */
final class Interruption implements AutoCloseable {
    private final Thread hook;

    private Interruption(Thread hook) {
        this.hook = hook;
    }

    /** @param text asked at the moment of the interruption, on a thread of its own */
    static Interruption says(Supplier<String> text) {
        Thread hook = new Thread(() -> System.err.println("headwater: interrupted: " + text.get()), "interruption");
        Runtime.getRuntime().addShutdownHook(hook);
        return new Interruption(hook);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            // It is being said.
        }
    }
}
