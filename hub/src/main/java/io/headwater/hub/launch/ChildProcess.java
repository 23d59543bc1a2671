package io.headwater.hub.launch;

import io.headwater.schemas.HeadwaterException;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A child JVM. It ends when this process does, however that ends: see {@link ChildMain}. Thread-safe.
 *
 * <p>Its standard input is a pipe that stays open as long as this object is reachable, and must not be closed.
 */
public final class ChildProcess implements Child {
    private final ChildSpec spec;
    private final Process process;

    private ChildProcess(ChildSpec spec, Process process) {
        this.spec = spec;
        this.process = process;
    }

    /**
     * Starts the JVM; its output is appended to the log.
     *
     * @throws HeadwaterException if the log or the process cannot be made
     */
    public static ChildProcess start(ChildSpec spec) {
        try {
            Files.createDirectories(spec.log().toAbsolutePath().getParent());
            var builder = new ProcessBuilder(spec.command())
                    .redirectErrorStream(true)
                    .redirectInput(Redirect.PIPE)
                    .redirectOutput(Redirect.appendTo(spec.log().toFile()));
            builder.environment().putAll(spec.environment());
            return new ChildProcess(spec, builder.start());
        } catch (IOException e) {
            throw new HeadwaterException(
                    "cannot start " + spec.name() + ": " + e.getMessage(),
                    "its log would be " + spec.log(),
                    HeadwaterException.EXIT_UNAVAILABLE,
                    e);
        }
    }

    /** How it was started. */
    public ChildSpec spec() {
        return spec;
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public int exitCode() {
        return process.exitValue();
    }

    @Override
    public void terminate() {
        // Through the handle: Process.destroy() would also close our end of the pipe, and the child would exit for that reason.
        process.toHandle().destroy();
    }

    @Override
    public void awaitEnd(Duration patience) {
        try {
            if (process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        kill();
    }

    @Override
    public void kill() {
        process.toHandle().destroyForcibly();
        boolean interrupted = false;
        while (true) {
            try {
                process.waitFor();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
