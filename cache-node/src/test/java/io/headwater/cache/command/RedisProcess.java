package io.headwater.cache.command;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A stock redis-server on a free port of this machine, and one connection to it. Tests that need it are skipped where it is not installed. */
public final class RedisProcess implements AutoCloseable {
    private static final Path SERVER = Path.of("/usr/bin/redis-server");
    private static final int START_ATTEMPTS = 200;

    private final Process process;
    private final int port;
    private final Connection connection;

    private RedisProcess(Process process, int port, Connection connection) {
        this.process = process;
        this.port = port;
        this.connection = connection;
    }

    /** Starts a server with its files in {@code directory} and these further options. */
    public static RedisProcess start(Path directory, String... options) throws IOException, InterruptedException {
        Assumptions.assumeTrue(Files.isExecutable(SERVER), "redis-server is not installed");
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        String[] fixed = {
            SERVER.toString(), "--port", "" + port, "--bind", "127.0.0.1", "--dir", directory.toString(), "--save", "", "--daemonize", "no"
        };
        String[] command = new String[fixed.length + options.length];
        System.arraycopy(fixed, 0, command, 0, fixed.length);
        System.arraycopy(options, 0, command, fixed.length, options.length);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(directory.resolve("redis.log").toFile()).start();
        for (int attempt = 0; ; attempt++) {
            try {
                return new RedisProcess(process, port, new Connection(port));
            } catch (IOException notYet) {
                if (attempt == START_ATTEMPTS || !process.isAlive()) throw notYet;
                process.waitFor(20, TimeUnit.MILLISECONDS);
            }
        }
    }

    public int port() {
        return port;
    }

    /** The connection that came with the server. */
    public Connection connection() {
        return connection;
    }

    /** A further connection. */
    public Connection connect() throws IOException {
        return new Connection(port);
    }

    @Override
    public void close() throws IOException {
        connection.close();
        process.destroyForcibly();
    }

    /** A plain socket that speaks RESP and gives replies back byte for byte. */
    public static final class Connection implements AutoCloseable {
        private final Socket socket = new Socket();
        private final OutputStream out;
        private final DataInputStream in;

        /** A connection to any server of this machine. */
        public Connection(int port) throws IOException {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 1000);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(20_000);
            out = socket.getOutputStream();
            in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        }

        /** Sends a command and reads its one reply. */
        public byte[] execute(byte[]... arguments) throws IOException {
            send(arguments);
            return readReply();
        }

        public void send(byte[]... arguments) throws IOException {
            ByteArrayOutputStream request = new ByteArrayOutputStream();
            request.write(("*" + arguments.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
            for (byte[] argument : arguments) {
                request.write(("$" + argument.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
                request.write(argument);
                request.write('\r');
                request.write('\n');
            }
            out.write(request.toByteArray());
        }

        /** Whether the first bytes of a reply are here already. */
        public boolean hasReply() throws IOException {
            return in.available() > 0;
        }

        public byte[] readReply() throws IOException {
            ByteArrayOutputStream reply = new ByteArrayOutputStream();
            readInto(reply);
            return reply.toByteArray();
        }

        private void readInto(ByteArrayOutputStream reply) throws IOException {
            String line = readLine(reply);
            char kind = line.charAt(0);
            switch (kind) {
                case '$', '=', '!' -> {
                    int length = Integer.parseInt(line.substring(1));
                    if (length >= 0) reply.write(in.readNBytes(length + 2));
                }
                case '*', '~', '>', '%' -> {
                    int count = Integer.parseInt(line.substring(1)) * (kind == '%' ? 2 : 1);
                    for (int i = 0; i < count; i++) readInto(reply);
                }
                default -> {}
            }
        }

        private String readLine(ByteArrayOutputStream reply) throws IOException {
            StringBuilder line = new StringBuilder();
            int b;
            while ((b = in.readByte() & 0xff) != '\n') {
                reply.write(b);
                if (b != '\r') line.append((char) b);
            }
            reply.write('\n');
            return line.toString();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
