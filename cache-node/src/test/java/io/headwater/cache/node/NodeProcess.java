package io.headwater.cache.node;

import io.headwater.cache.node.config.NodeConfig;
import io.headwater.cache.node.config.NodePlace;
import io.headwater.schemas.HeadwaterException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A plain cache in a process of its own, which tests kill: {@code java ... NodeProcess "port 7000" "dir /tmp/x" ...}. */
public final class NodeProcess {
    private NodeProcess() {}

    /** How to start it. */
    static List<String> command(String... directives) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                NodeProcess.class.getName()));
        command.addAll(List.of(directives));
        return command;
    }

    public static void main(String[] directives) {
        try (CacheNode node = CacheNode.start(NodeConfig.read(NodePlace.ALONE, null, List.of(directives)), NodePorts.NONE)) {
            Runtime.getRuntime().addShutdownHook(new Thread(node::close));
            System.out.println("ready");
            node.awaitTermination();
        } catch (HeadwaterException e) {
            System.err.println(e.getMessage() + " (hint: " + e.hint() + ")");
            Runtime.getRuntime().halt(e.exitCode());
        }
    }
}
