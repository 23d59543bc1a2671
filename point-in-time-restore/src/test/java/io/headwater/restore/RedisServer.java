package io.headwater.restore;

import io.headwater.archive.testing.ModelKeyspace;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A stock redis-server of its own directory and port, for comparison; without one on this machine the test skips. */
final class RedisServer implements AutoCloseable {
    private final Process process;
    private final int port;
    private final Path log;

    private RedisServer(Process process, int port, Path log) {
        this.process = process;
        this.port = port;
        this.log = log;
    }

    static RedisServer start(Path directory, String... options) throws IOException, InterruptedException {
        Assumptions.assumeTrue(onPath(), "redis-server is not installed: comparisons with a stock Redis are skipped");
        int port = freePort();
        Files.createDirectories(directory);
        Path log = directory.resolve("redis.log");
        List<String> command = new ArrayList<>(List.of(
                "redis-server", "--port", "" + port, "--bind", "127.0.0.1", "--dir", directory.toString(), "--save", "",
                "--appendonly", "no", "--logfile", log.toString()));
        command.addAll(Arrays.asList(options));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        RedisServer server = new RedisServer(process, port, log);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!server.answers()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                String said = Files.exists(log) ? Files.readString(log) : "";
                server.close();
                throw new IOException("redis-server did not start: " + said);
            }
            process.waitFor(20, TimeUnit.MILLISECONDS);
        }
        return server;
    }

    /** A free port whose neighbour 10000 above, where a cluster's nodes talk, exists. */
    private static int freePort() throws IOException {
        while (true) {
            try (ServerSocket free = new ServerSocket(0)) {
                if (free.getLocalPort() < 55_000) {
                    return free.getLocalPort();
                }
            }
        }
    }

    private static boolean onPath() {
        return Arrays.stream(System.getenv("PATH").split(":")).anyMatch(part -> Files.isExecutable(Path.of(part, "redis-server")));
    }

    private boolean answers() {
        try {
            return "PONG".equals(call("PING"));
        } catch (IOException e) {
            return false;
        }
    }

    /** Waits until this node of a cluster knows who serves all slots. */
    void awaitCluster() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!((String) call("CLUSTER", "INFO")).contains("cluster_state:ok") || ((List<?>) call("CLUSTER", "SLOTS")).size() < 2) {
            if (System.nanoTime() > deadline) {
                throw new IOException("the cluster did not form: " + call("CLUSTER", "INFO"));
            }
            process.waitFor(50, TimeUnit.MILLISECONDS);
        }
    }

    int port() {
        return port;
    }

    /** Everything that the server holds, in the form of ModelKeyspace's dump. */
    Map<String, String> dump(int databases) throws IOException {
        Map<String, String> dump = new TreeMap<>();
        try (Client client = new Client()) {
            for (int db = 0; db < databases; db++) {
                client.call("SELECT", "" + db);
                for (Object key : (List<?>) client.call("KEYS", "*")) {
                    String name = (String) key;
                    String value = value(client, name, (String) client.call("TYPE", name));
                    dump.put(db + "/" + name, value + " @" + client.call("PEXPIRETIME", name));
                }
            }
        }
        return dump;
    }

    private static String value(Client client, String key, String type) throws IOException {
        return switch (type) {
            case "string" -> (String) client.call("GET", key);
            case "list" -> client.call("LRANGE", key, "0", "-1").toString();
            case "set" -> new TreeSet<>((List<?>) client.call("SMEMBERS", key)).toString();
            case "hash" -> pairs((List<?>) client.call("HGETALL", key)).toString();
            case "zset" -> {
                Map<String, Double> members = new TreeMap<>();
                pairs((List<?>) client.call("ZRANGE", key, "0", "-1", "WITHSCORES")).forEach((m, s) -> members.put(m, ModelKeyspace.score(s)));
                yield members.toString();
            }
            default -> throw new IOException("type " + type);
        };
    }

    private static Map<String, String> pairs(List<?> flat) {
        Map<String, String> pairs = new TreeMap<>();
        for (int i = 0; i < flat.size(); i += 2) {
            pairs.put((String) flat.get(i), (String) flat.get(i + 1));
        }
        return pairs;
    }

    Object call(String... command) throws IOException {
        try (Client client = new Client()) {
            return client.call(command);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The smallest client: it shares no code with what it tests. */
    private final class Client implements AutoCloseable {
        private final Socket socket = new Socket("127.0.0.1", port);
        private final BufferedReader in =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));

        Client() throws IOException {}

        Object call(String... command) throws IOException {
            StringBuilder text = new StringBuilder("*" + command.length + "\r\n");
            for (String argument : command) {
                text.append('$').append(argument.length()).append("\r\n").append(argument).append("\r\n");
            }
            OutputStream out = socket.getOutputStream();
            out.write(text.toString().getBytes(StandardCharsets.ISO_8859_1));
            return reply();
        }

        private Object reply() throws IOException {
            String line = in.readLine();
            if (line == null) {
                throw new IOException("closed");
            }
            String rest = line.substring(1);
            switch (line.charAt(0)) {
                case '+', ':':
                    return rest;
                case '-':
                    throw new IOException(rest);
                case '$':
                    if (rest.equals("-1")) {
                        return "";
                    }
                    char[] bulk = new char[Integer.parseInt(rest) + 2];
                    for (int read = 0; read < bulk.length; ) {
                        read += in.read(bulk, read, bulk.length - read);
                    }
                    return new String(bulk, 0, bulk.length - 2);
                default:
                    List<Object> elements = new ArrayList<>();
                    for (int i = 0; i < Integer.parseInt(rest); i++) {
                        elements.add(reply());
                    }
                    return elements;
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
