package io.headwater.it.bench;

import java.time.Duration;

/** Processor time that a process has used, in all its threads: the compiler's and the collector's too, its children's not. */
final class ProcessTime {
    private final ProcessHandle process;
    private final Duration before;

    private ProcessTime(ProcessHandle process) {
        this.process = process;
        this.before = total(process);
    }

    /** Counts from now on. */
    static ProcessTime of(long pid) {
        return new ProcessTime(ProcessHandle.of(pid).orElseThrow());
    }

    /** Microseconds since then. */
    double micros() {
        return total(process).minus(before).toNanos() / 1e3;
    }

    private static Duration total(ProcessHandle process) {
        return process.info().totalCpuDuration().orElseThrow();
    }
}
