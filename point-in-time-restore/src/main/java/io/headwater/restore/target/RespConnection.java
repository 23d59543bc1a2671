package io.headwater.restore.target;

import io.headwater.schemas.HeadwaterException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A connection that speaks RESP2 over a plain socket: commands go out in bulk, replies are read when asked for. One thread. */
public final class RespConnection implements AutoCloseable {
    private static final int CONNECT_TIMEOUT_MS = 5_000;
    /** A server that loads, forks or deletes much may be silent for a while. */
    private static final int READ_TIMEOUT_MS = 60_000;
    private static final int BUFFER_BYTES = 256 * 1024;
    private static final int MAX_BULK_BYTES = 64 * 1024 * 1024;
    private static final int MAX_ELEMENTS = 1 << 20;

    private final String address;
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private long bytesOut;

    private RespConnection(String address, Socket socket) throws IOException {
        this.address = address;
        this.socket = socket;
        in = new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES);
        out = new BufferedOutputStream(socket.getOutputStream(), BUFFER_BYTES);
    }

    /**
     * Connects.
     *
     * @throws HeadwaterException if nothing listens there
     */
    public static RespConnection open(String host, int port) {
        return open(host, port, READ_TIMEOUT_MS);
    }

    /**
     * Connects.
     *
     * @param readTimeoutMs so long at most a reply is waited for
     * @throws HeadwaterException if nothing listens there
     */
    public static RespConnection open(String host, int port, int readTimeoutMs) {
        String address = host + ":" + port;
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(readTimeoutMs);
            socket.connect(new InetSocketAddress(host, port), Math.min(readTimeoutMs, CONNECT_TIMEOUT_MS));
            return new RespConnection(address, socket);
        } catch (IOException e) {
            closeQuietly(socket);
            throw new HeadwaterException(
                    "cannot connect to " + address + ": " + e.getMessage(),
                    "start a Redis-compatible server there, or correct --target",
                    HeadwaterException.EXIT_UNAVAILABLE,
                    e);
        }
    }

    /** host:port. */
    public String address() {
        return address;
    }

    /** Bytes of all commands so far. */
    public long bytesOut() {
        return bytesOut;
    }

    /** Begins a command of so many arguments, its name among them. */
    public void begin(int arguments) throws IOException {
        line('*', arguments);
    }

    public void argument(byte[] bytes, int offset, int length) throws IOException {
        line('$', length);
        out.write(bytes, offset, length);
        out.write('\r');
        out.write('\n');
        bytesOut += length + 2L;
    }

    public void argument(byte[] bytes) throws IOException {
        argument(bytes, 0, bytes.length);
    }

    private void line(char type, int number) throws IOException {
        byte[] digits = Integer.toString(number).getBytes(StandardCharsets.US_ASCII);
        out.write(type);
        out.write(digits);
        out.write('\r');
        out.write('\n');
        bytesOut += digits.length + 3L;
    }

    public void flush() throws IOException {
        out.flush();
    }

    /** Sends one command and reads its reply. */
    public RespReply call(String... command) throws IOException {
        begin(command.length);
        for (String argument : command) {
            argument(argument.getBytes(StandardCharsets.UTF_8));
        }
        flush();
        return read();
    }

    /** Reads the next reply. */
    public RespReply read() throws IOException {
        int type = in.read();
        String line = readLine(type);
        return switch (type) {
            case '+' -> new RespReply.Text(line);
            case '-' -> new RespReply.Failure(line);
            case ':' -> new RespReply.Number(number(line, Long.MIN_VALUE, Long.MAX_VALUE));
            case '$' -> new RespReply.Bulk(bulk((int) number(line, -1, MAX_BULK_BYTES)));
            case '*' -> array((int) number(line, -1, MAX_ELEMENTS));
            default -> throw new IOException("no RESP reply: it starts with " + (char) type + line);
        };
    }

    private RespReply array(int count) throws IOException {
        List<RespReply> elements = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            elements.add(read());
        }
        return new RespReply.Array(elements);
    }

    private @org.jspecify.annotations.Nullable String bulk(int length) throws IOException {
        if (length < 0) {
            return null;
        }
        byte[] bytes = in.readNBytes(length + 2);
        if (bytes.length < length + 2) {
            throw new EOFException("the connection ended inside a reply");
        }
        return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    }

    private String readLine(int type) throws IOException {
        StringBuilder line = new StringBuilder();
        int next = type;
        for (next = in.read(); next != '\r' && next >= 0 && line.length() < 4096; next = in.read()) {
            line.append((char) next);
        }
        if (type < 0 || next < 0 || in.read() < 0) {
            throw new EOFException("the server closed the connection");
        }
        return line.toString();
    }

    private static long number(String line, long from, long to) throws IOException {
        try {
            long number = Long.parseLong(line);
            if (number >= from && number <= to) {
                return number;
            }
        } catch (NumberFormatException e) {
            // as a number out of range
        }
        throw new IOException("no RESP reply: a length of " + line);
    }

    @Override
    public void close() {
        closeQuietly(socket);
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // Nothing depends on it: every reply that matters was read.
        }
    }
}
