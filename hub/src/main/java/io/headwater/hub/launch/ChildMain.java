package io.headwater.hub.launch;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * What every child JVM starts with, before its real main class: it ties the child's life to its parent's.
 *
 * <p>The parent holds the other end of the child's standard input and writes nothing. When the parent dies, by SIGKILL
 * too, the operating system closes that end, the child reads end-of-file and exits in order (its shutdown hooks run), or is halted after
 * {@link #EXIT_GRACE_MS}. It also leaves the terminal's session, so that a Ctrl-C reaches the parent alone, which then
 * stops its children in the right order.
 *
 * <p>Uses the JDK only: it also runs on the registry's class path. Usage: {@code ChildMain MAIN-CLASS ARGUMENT...}
 */
public final class ChildMain {
    /** Exit code of a child whose parent is gone. */
    public static final int EXIT_PARENT_GONE = 75;

    private static final long EXIT_GRACE_MS = 15_000;

    private ChildMain() {}

    /** Runs the main class that the first argument names. */
    public static void main(String[] arguments) throws Throwable {
        leaveTerminal();
        keepPriority();
        Thread.ofPlatform().daemon().name("parent-watch").start(ChildMain::exitWithParent);
        var main = Class.forName(arguments[0]).getMethod("main", String[].class);
        try {
            main.invoke(null, (Object) Arrays.copyOfRange(arguments, 1, arguments.length));
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static void exitWithParent() {
        try {
            while (System.in.read() >= 0) {
                // The parent never writes; whatever else feeds this stream is of no interest.
            }
        } catch (IOException e) {
            // A broken stream means the same as its end.
        }
        Thread.ofPlatform().daemon().name("parent-gone").start(() -> Runtime.getRuntime().exit(EXIT_PARENT_GONE));
        try {
            Thread.sleep(EXIT_GRACE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(EXIT_PARENT_GONE);
    }

    /** setsid(2). Where it does not exist, or fails, the child merely shares its parent's Ctrl-C. */
    private static void leaveTerminal() {
        try {
            Linker linker = Linker.nativeLinker();
            var setsid = linker.defaultLookup().find("setsid");
            if (setsid.isPresent()) {
                int session = (int) linker.downcallHandle(setsid.get(), FunctionDescriptor.of(ValueLayout.JAVA_INT)).invokeExact();
                assert session != 0;
            }
        } catch (Throwable e) {
            System.err.println("this child stays in its parent's terminal session: " + e);
        }
    }

    /**
     * Linux shares the processor between sessions before it looks at what each session's processes are worth (autogroup): a process of low priority, alone in its session, would get as
     * much as the node beside it. So the session gets the priority of its process. Where there is no such sharing there is nothing to do.
     */
    private static void keepPriority() {
        Path session = Path.of("/proc/self/autogroup");
        if (!Files.isWritable(session)) {
            return;
        }
        try {
            // proc_pid_stat(5): the second field ends with the last bracket, nice is the 19th.
            String stat = Files.readString(Path.of("/proc/self/stat"));
            String nice = stat.substring(stat.lastIndexOf(')') + 2).split(" ")[19 - 3];
            if (!nice.equals("0")) {
                Files.writeString(session, nice);
            }
        } catch (IOException | RuntimeException e) {
            System.err.println("this child's priority counts only in its own session: " + e);
        }
    }
}
