package io.headwater.it.harness;

import io.headwater.hub.Main;
import io.headwater.hub.launch.ChildProcess;
import io.headwater.hub.launch.ChildSpec;
import io.headwater.hub.launch.Installation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A command that takes its time, as the archiver or a restore, in a child JVM. */
public final class RoleProcess implements AutoCloseable {
    private final ChildSpec spec;
    private ChildProcess process;

    private RoleProcess(ChildSpec spec) {
        this.spec = spec;
        this.process = ChildProcess.start(spec);
    }

    /** Starts the command; what it prints goes to the log. */
    public static RoleProcess start(Path log, String... arguments) {
        return start(log, Map.of(), arguments);
    }

    /** Starts the command with more in its environment. */
    public static RoleProcess start(Path log, Map<String, String> environment, String... arguments) {
        List<String> flags = new ArrayList<>(Installation.serverFlags());
        flags.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1"));
        return new RoleProcess(new ChildSpec(
                arguments[0], flags, Installation.classPath(), Main.class.getName(), List.of(arguments), environment, log));
    }

    /** Starts the command as the launcher does, with the JVM flags of a long-running role: for benchmarks. */
    public static RoleProcess startAsLaunched(Path log, List<String> jvmFlags, String... arguments) {
        List<String> flags = new ArrayList<>(Installation.serverFlags());
        flags.addAll(jvmFlags);
        return new RoleProcess(new ChildSpec(
                arguments[0], flags, Installation.classPath(), Main.class.getName(), List.of(arguments), Map.of(), log));
    }

    public long pid() {
        return process.pid();
    }

    /** Whether it runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** SIGTERM; returns when it is gone. */
    public void stop() {
        process.terminate();
        process.awaitEnd(Duration.ofSeconds(20));
    }

    /** SIGKILL; returns when it is gone. */
    public void kill9() {
        process.kill();
    }

    /** Waits for its end and returns its exit code. */
    public int awaitExit(Duration patience) {
        Await.until("the command ends", patience, () -> !process.isAlive(), ended -> ended);
        return process.exitCode();
    }

    /** What it has printed. */
    public String log() {
        try {
            return Files.exists(spec.log()) ? Files.readString(spec.log()) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts the ended command again. */
    public void restart() {
        process = ChildProcess.start(spec);
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            process.kill();
        }
    }
}
