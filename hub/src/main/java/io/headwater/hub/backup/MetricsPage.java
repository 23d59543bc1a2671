package io.headwater.hub.backup;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.headwater.hub.launch.Ports;
import io.headwater.schemas.HeadwaterException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/** Serves a text on 127.0.0.1 under /metrics, until it is closed. */
public final class MetricsPage implements AutoCloseable {
    private static final int BACKLOG = 16;

    private final HttpServer server;
    private final Supplier<String> text;

    /**
     * Listens.
     *
     * @param text what is served; made anew for each request
     * @throws HeadwaterException if the port is taken
     */
    public MetricsPage(int port, Supplier<String> text) {
        this.text = text;
        try {
            server = HttpServer.create(new InetSocketAddress(Ports.LOOPBACK, port), BACKLOG);
        } catch (IOException e) {
            throw new HeadwaterException(
                    "cannot listen on port " + port + " for metrics: " + e.getMessage(),
                    "choose another --metrics-port",
                    HeadwaterException.EXIT_UNAVAILABLE,
                    e);
        }
        server.createContext("/metrics", this::answer);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = text.get().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
