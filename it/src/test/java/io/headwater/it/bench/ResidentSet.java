package io.headwater.it.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A process's memory as Linux counts it: pages that it holds, Java heap or not. Source: proc(5), {@code /proc/PID/status}. */
final class ResidentSet {
    private ResidentSet() {}

    /** Bytes that the process holds. */
    static long now(long pid) throws IOException {
        return bytes(pid, "VmRSS:");
    }

    /** The most that the process has held since its start, in bytes. */
    static long peak(long pid) throws IOException {
        return bytes(pid, "VmHWM:");
    }

    private static long bytes(long pid, String field) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
            if (line.startsWith(field)) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
            }
        }
        throw new IOException("process " + pid + " has no " + field);
    }
}
