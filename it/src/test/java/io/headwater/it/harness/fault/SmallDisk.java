package io.headwater.it.harness.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** A directory with a small file system of its own, which fills up for real. Ends when closed. */
public final class SmallDisk implements AutoCloseable {
    private final Path directory;

    private SmallDisk(Path directory) {
        this.directory = directory;
    }

    /** Makes one; skips the test where nothing may be mounted. */
    public static SmallDisk at(Path directory, int sizeMb) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        int code = run("mount", "-t", "tmpfs", "-o", "size=" + sizeMb + "m", "tmpfs", directory.toString());
        Assumptions.assumeTrue(code == 0, "mounting a tmpfs needs a privilege");
        return new SmallDisk(directory);
    }

    private static int run(String... command) {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
        } catch (IOException missing) {
            return -1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return -1;
        }
    }

    @Override
    public void close() {
        run("umount", directory.toString());
    }
}
