package io.headwater.hub.launch;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.InvocationTargetException;
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
}
