package io.headwater.cache.command;

import org.jspecify.annotations.Nullable;

/** A script while it runs. */
final class ScriptRun {
    final Script script;
    final ClientSession caller;
    /** Whether it may not write, because it says so or was called so. */
    final boolean readOnly;

    final long startedAtNanos;
    /** What it was called with, for FUNCTION STATS. */
    final @Nullable String command;

    /** It has called a command that writes: it can no longer be killed. */
    boolean wrote;
    /** Somebody wants it to end. */
    boolean killed;

    ScriptRun(Script script, ClientSession caller, boolean readOnly, long startedAtNanos, @Nullable String command) {
        this.script = script;
        this.caller = caller;
        this.readOnly = readOnly;
        this.startedAtNanos = startedAtNanos;
        this.command = command;
    }
}
