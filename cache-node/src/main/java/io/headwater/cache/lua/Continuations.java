package io.headwater.cache.lua;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * Code that can stop in its midst and go on later, on the same thread. What the JDK builds its virtual threads on: not part of its API, so that it must be opened by
 * {@code --add-exports java.base/jdk.internal.vm=ALL-UNNAMED}; where it is not, {@link #areAvailable} is false and nothing can be stopped.
 */
public final class Continuations {
    private static final boolean AVAILABLE;
    private static final MethodHandle NEW;
    private static final MethodHandle RUN;
    private static final MethodHandle IS_DONE;
    private static final MethodHandle YIELD;

    static {
        MethodHandle create = MethodHandles.empty(MethodType.methodType(Object.class, Object.class, Runnable.class));
        MethodHandle run = MethodHandles.empty(MethodType.methodType(void.class, Object.class));
        MethodHandle isDone = MethodHandles.empty(MethodType.methodType(boolean.class, Object.class));
        MethodHandle yield = MethodHandles.empty(MethodType.methodType(boolean.class, Object.class));
        boolean available = false;
        try {
            Class<?> continuation = Class.forName("jdk.internal.vm.Continuation");
            Class<?> scope = Class.forName("jdk.internal.vm.ContinuationScope");
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            create = lookup.findConstructor(continuation, MethodType.methodType(void.class, scope, Runnable.class)).asType(create.type());
            run = lookup.findVirtual(continuation, "run", MethodType.methodType(void.class)).asType(run.type());
            isDone = lookup.findVirtual(continuation, "isDone", MethodType.methodType(boolean.class)).asType(isDone.type());
            yield = lookup.findStatic(continuation, "yield", MethodType.methodType(boolean.class, scope)).asType(yield.type());
            lookup.findConstructor(scope, MethodType.methodType(void.class, String.class));
            available = true;
        } catch (ReflectiveOperationException closed) {
            // The flag is missing: scripts run, but nothing stops in its midst.
        }
        AVAILABLE = available;
        NEW = create;
        RUN = run;
        IS_DONE = isDone;
        YIELD = yield;
    }

    private Continuations() {}

    /** Whether the JVM was started so that they can be used. */
    public static boolean areAvailable() {
        return AVAILABLE;
    }

    /** A name by which code stops: all that was begun under it, up to the nearest. */
    public static Object newScope(String name) {
        try {
            return MethodHandles.lookup()
                    .findConstructor(Class.forName("jdk.internal.vm.ContinuationScope"), MethodType.methodType(void.class, String.class))
                    .invoke(name);
        } catch (Throwable impossible) {
            throw new IllegalStateException("continuations are not available", impossible);
        }
    }

    /** Code that has not begun yet. */
    public static Object create(Object scope, Runnable body) {
        try {
            return NEW.invokeExact(scope, body);
        } catch (Throwable failure) {
            throw unchecked(failure);
        }
    }

    /** Runs it until it stops or is done. */
    public static void run(Object continuation) {
        try {
            RUN.invokeExact(continuation);
        } catch (Throwable failure) {
            throw unchecked(failure);
        }
    }

    /** Whether it has come to its end. */
    public static boolean isDone(Object continuation) {
        try {
            return (boolean) IS_DONE.invokeExact(continuation);
        } catch (Throwable failure) {
            throw unchecked(failure);
        }
    }

    /** Stops what runs under the scope; returns when it is run again. */
    public static void yield(Object scope) {
        try {
            boolean ignored = (boolean) YIELD.invokeExact(scope);
        } catch (Throwable failure) {
            throw unchecked(failure);
        }
    }

    private static RuntimeException unchecked(Throwable failure) {
        if (failure instanceof RuntimeException exception) return exception;
        if (failure instanceof Error error) throw error;
        return new IllegalStateException(failure);
    }
}
