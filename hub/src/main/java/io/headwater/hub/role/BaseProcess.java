package io.headwater.hub.role;

import io.headwater.cache.node.BaseBuilder;
import io.headwater.cache.node.base.BaseSource;
import io.headwater.hub.launch.ChildProcess;
import io.headwater.hub.launch.ChildSpec;
import io.headwater.hub.launch.Installation;
import io.headwater.hub.launch.LogFiles;
import io.headwater.schemas.HeadwaterException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Makes a node's bases in a process of its own, at the lowest priority: neither its garbage nor its work is felt by the node. It ends with the node, and with
 * the interrupt of the thread that waits for it.
 */
public final class BaseProcess implements BaseBuilder {
    private static final Duration LONGEST = Duration.ofHours(6);

    private final BaseSource source;

    /** @param source where a directory without state gets its first base */
    public BaseProcess(BaseSource source) {
        this.source = source;
    }

    @Override
    public BaseSource source() {
        return source;
    }

    @Override
    public void build(Path directory, long throughLsn) {
        Path log = directory.resolve("base.log");
        try {
            Files.deleteIfExists(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> flags = new ArrayList<>(Installation.serverFlags());
        flags.addAll(List.of("-XX:-UseParallelGC", "-XX:+UseSerialGC"));
        var child = ChildProcess.start(new ChildSpec(
                "base",
                flags,
                Installation.classPath(),
                BaseProcess.class.getName(),
                List.of(directory.toString(), Long.toString(throughLsn)),
                Map.of(),
                log,
                true));
        child.awaitEnd(LONGEST);
        if (child.exitCode() != 0) {
            throw new HeadwaterException(
                    "the process that makes a base ended with code " + child.exitCode() + ": " + LogFiles.gist(log),
                    "its log is " + log,
                    HeadwaterException.EXIT_FAILURE);
        }
    }

    /** The child: {@code DIRECTORY THROUGH-LSN}. */
    public static void main(String[] arguments) {
        PrintStream log = System.err;
        try {
            BaseBuilder.IN_PROCESS.build(Path.of(arguments[0]), Long.parseLong(arguments[1]));
        } catch (HeadwaterException e) {
            log.println("headwater: " + e.getMessage() + " (hint: " + e.hint() + ")");
            System.exit(e.exitCode());
        }
    }
}
