package io.headwater.cache.command;

/** A script while it runs. */
final class ScriptRun {
    final Script script;
    final ClientSession caller;
    /** Whether it may not write, because it says so or was called so. */
    final boolean readOnly;

    final long startedAtNanos;
    /** It has called a command that writes: it is not ended any more. */
    boolean wrote;

    ScriptRun(Script script, ClientSession caller, boolean readOnly, long startedAtNanos) {
        this.script = script;
        this.caller = caller;
        this.readOnly = readOnly;
        this.startedAtNanos = startedAtNanos;
    }
}
