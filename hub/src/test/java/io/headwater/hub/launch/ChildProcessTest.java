package io.headwater.hub.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ChildProcessTest {
    @TempDir Path directory;

    /** A child that writes a line and then lives until it is ended. */
    public static final class Sleeper {
        private Sleeper() {}

        public static void main(String[] arguments) throws InterruptedException {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("ended in order")));
            System.out.println("lives with " + String.join(",", arguments) + " and " + System.getenv("VARIABLE"));
            Thread.sleep(Duration.ofHours(1));
        }
    }

    /** A process that starts a sleeper, says its pid, and lives until it is killed. */
    public static final class Parent {
        private Parent() {}

        public static void main(String[] arguments) throws InterruptedException {
            var child = ChildProcess.start(spec(Path.of(arguments[0]), Sleeper.class.getName()));
            System.out.println(child.pid());
            Thread.sleep(Duration.ofHours(1));
            child.kill();
        }
    }

    @Test
    void aChildOfAKilledParentEndsInOrder() throws Exception {
        Process parent = new ProcessBuilder(Installation.java().toString(), "-cp", Installation.classPath(), Parent.class.getName(), log().toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var reader = new BufferedReader(new InputStreamReader(parent.getInputStream()))) {
            ProcessHandle child = ProcessHandle.of(Long.parseLong(reader.readLine())).orElseThrow();
            awaitLine("lives with");
            parent.destroyForcibly().waitFor();
            child.onExit().get(20, TimeUnit.SECONDS);
            assertFalse(child.isAlive());
            assertTrue(Files.readString(log()).contains("ended in order"));
        } finally {
            parent.destroyForcibly();
        }
    }

    @Test
    void argumentsAndEnvironmentReachTheMainClass() throws Exception {
        var child = ChildProcess.start(spec(log(), Sleeper.class.getName()));
        try {
            awaitLine("lives with a,b and value");
        } finally {
            child.kill();
        }
        assertEquals(128 + 9, child.exitCode());
    }

    @Test
    void aTerminatedChildRunsItsHooks() throws Exception {
        var child = ChildProcess.start(spec(log(), Sleeper.class.getName()));
        awaitLine("lives with");
        child.terminate();
        child.awaitEnd(Duration.ofSeconds(20));
        assertEquals(128 + 15, child.exitCode());
        assertTrue(Files.readString(log()).contains("ended in order"));
    }

    @Test
    void aChildLeavesTheTerminalsSession() throws Exception {
        var child = ChildProcess.start(spec(log(), Sleeper.class.getName()));
        try {
            awaitLine("lives with");
            // Field 6 of /proc/PID/stat is the session.
            String stat = Files.readString(Path.of("/proc/" + child.pid() + "/stat"));
            String[] afterName = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            assertEquals(Long.toString(child.pid()), afterName[3]);
        } finally {
            child.kill();
        }
    }

    /** The kernel weighs sessions before processes; a child in the background is alone in its own. */
    @Test
    void aChildInTheBackgroundTakesItsSessionAlong() throws Exception {
        assumeTrue(Files.isWritable(Path.of("/proc/self/autogroup")), "this kernel does not share the processor between sessions");
        ChildSpec usual = spec(log(), Sleeper.class.getName());
        var child = ChildProcess.start(new ChildSpec(
                usual.name(), usual.jvmFlags(), usual.classPath(), usual.mainClass(), usual.arguments(), usual.environment(), usual.log(), true));
        try {
            awaitLine("lives with");
            String session = Files.readString(Path.of("/proc/" + child.pid() + "/autogroup"));
            assertTrue(session.strip().endsWith("nice 19"), session);
        } finally {
            child.kill();
        }
    }

    @Test
    void aFailingMainClassLeavesItsReasonInTheLog() {
        var child = ChildProcess.start(spec(log(), "no.such.Main"));
        child.awaitEnd(Duration.ofSeconds(20));
        assertEquals(1, child.exitCode());
        assertTrue(LogFiles.gist(log()).contains("no.such.Main"), LogFiles.gist(log()));
    }

    private Path log() {
        return directory.resolve("child.log");
    }

    private static ChildSpec spec(Path log, String mainClass) {
        return new ChildSpec("sleeper", List.of("-XX:TieredStopAtLevel=1", "-Xmx32m", "--enable-native-access=ALL-UNNAMED"), Installation.classPath(), mainClass,
                List.of("a", "b"), Map.of("VARIABLE", "value"), log);
    }

    private void awaitLine(String text) throws Exception {
        while (!Files.exists(log()) || !Files.readString(log()).contains(text)) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }
}
