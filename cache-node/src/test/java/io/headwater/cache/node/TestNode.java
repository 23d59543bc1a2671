package io.headwater.cache.node;

import io.headwater.cache.node.config.NodeConfig;
import io.headwater.cache.node.config.NodePlace;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Nodes of this process, for tests. */
public final class TestNode {
    private TestNode() {}

    /** A plain cache on a free port. */
    public static CacheNode start(Path directory, String... directives) {
        return CacheNode.start(config(NodePlace.ALONE, directory, directives), NodePorts.NONE);
    }

    /** A configuration with a free port. */
    public static NodeConfig config(NodePlace place, Path directory, String... directives) {
        List<String> lines = new ArrayList<>(List.of("port " + freePort(), "dir \"" + directory + '"', "segment-bytes 4mb"));
        lines.addAll(List.of(directives));
        return NodeConfig.read(place, null, lines);
    }

    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException("no free port", e);
        }
    }
}
