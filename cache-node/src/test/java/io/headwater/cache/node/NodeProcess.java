package io.headwater.cache.node;

import io.headwater.cache.node.config.NodeConfig;
import io.headwater.cache.node.config.NodePlace;
import io.headwater.schemas.HeadwaterException;
import java.util.List;

/** A plain cache in a process of its own, which tests kill: {@code java ... NodeProcess "port 7000" "dir /tmp/x" ...}. */
public final class NodeProcess {
    private NodeProcess() {}

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
