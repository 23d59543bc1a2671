package io.headwater.cache.rdb;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A stock {@code redis-server} of the test's own, and one connection to it. */
final class StockRedis implements AutoCloseable {
    private static final int START_ATTEMPTS = 600;

    private final Process process;
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    private StockRedis(Process process, Socket socket) throws IOException {
        this.process = process;
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
        this.out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
    }

    /** Skips the test where Redis 7.0 is not installed. */
    static void assumeInstalled() {
        String version = "none";
        try {
            Process asked = new ProcessBuilder("redis-server", "--version").redirectErrorStream(true).start();
            version = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            // Said by the assumption.
        }
        Assumptions.assumeTrue(version.contains("v=7.0."), "needs redis-server 7.0, found: " + version);
    }

    /** Starts on {@code dir/dump.rdb}, if that is there, and returns once it has been loaded. */
    static StockRedis start(Path dir) throws IOException, InterruptedException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Path log = dir.resolve("redis.log");
        Process process = new ProcessBuilder("redis-server", "--port", "" + port, "--bind", "127.0.0.1", "--dir", dir.toString(),
                "--dbfilename", "dump.rdb", "--save", "", "--sanitize-dump-payload", "yes", "--enable-debug-command", "yes")
                .redirectErrorStream(true).redirectOutput(log.toFile()).start();
        for (int attempt = 0; attempt < START_ATTEMPTS && process.isAlive(); attempt++) {
            try {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                StockRedis redis = new StockRedis(process, socket);
                if (!String.valueOf(redis.command("PING")).startsWith("!LOADING")) {
                    return redis;
                }
                socket.close();
            } catch (IOException e) {
                // Not listening yet.
            }
            process.waitFor(100, TimeUnit.MILLISECONDS);
        }
        process.destroyForcibly().waitFor();
        throw new IOException("redis-server did not start:\n" + Files.readString(log));
    }

    /** String, bytes, or a number's text; an error comes back as a string that starts with "!". */
    Object command(Object... args) throws IOException {
        send(args);
        out.flush();
        return reply();
    }

    String text(Object... args) throws IOException {
        Object reply = command(args);
        return reply instanceof byte[] bytes ? new String(bytes, StandardCharsets.ISO_8859_1) : String.valueOf(reply);
    }

    @SuppressWarnings("unchecked")
    List<Object> list(Object... args) throws IOException {
        return (List<Object>) command(args);
    }

    /** Sends all and then reads all replies, none of which may be an error; call with a bounded number. */
    void pipeline(List<Object[]> commands) throws IOException {
        for (Object[] command : commands) {
            send(command);
        }
        out.flush();
        for (int i = 0; i < commands.size(); i++) {
            String reply = String.valueOf(reply());
            if (reply.startsWith("!")) {
                throw new IOException(reply);
            }
        }
    }

    private void send(Object... args) throws IOException {
        out.write(("*" + args.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
        for (Object arg : args) {
            byte[] bytes = arg instanceof byte[] raw ? raw : String.valueOf(arg).getBytes(StandardCharsets.ISO_8859_1);
            out.write(("$" + bytes.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.write(bytes);
            out.write('\r');
            out.write('\n');
        }
    }

    private Object reply() throws IOException {
        String line = line();
        switch (line.charAt(0)) {
            case '+', ':':
                return line.substring(1);
            case '-':
                return "!" + line.substring(1);
            case '$':
                int length = Integer.parseInt(line.substring(1));
                if (length < 0) {
                    return "(nil)";
                }
                byte[] bytes = in.readNBytes(length);
                in.skipNBytes(2);
                return bytes;
            default:
                List<Object> items = new ArrayList<>();
                for (int left = Integer.parseInt(line.substring(1)); left > 0; left--) {
                    items.add(reply());
                }
                return items;
        }
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\r'; b = in.read()) {
            if (b < 0) {
                throw new IOException("redis-server closed the connection");
            }
            line.write(b);
        }
        in.skipNBytes(1);
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
