package io.headwater.restore.target;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;

/**
 * Commands in flight on one connection. Bounded: when many are on their way, half of their replies are read before the next goes out. The first
 * error ends it. One thread.
 */
final class RespPipeline {
    private static final int MAX_IN_FLIGHT = 1024;
    private static final long MAX_BYTES_IN_FLIGHT = 4 << 20;

    private final RespConnection connection;
    /** What each command in flight was, for messages. */
    private final ArrayDeque<String> inFlight = new ArrayDeque<>();
    private long bytesAtLastDrain;
    private long acknowledged;

    RespPipeline(RespConnection connection) {
        this.connection = connection;
    }

    /** A command that the server refused. */
    static final class RefusedException extends IOException {
        RefusedException(String command, String address, String answer) {
            super(address + " answered '" + answer + "' to " + command);
        }
    }

    /** Begins a command; its arguments follow on {@link #connection()}. */
    RespConnection begin(String name, byte[] key, int arguments) throws IOException {
        if (inFlight.size() >= MAX_IN_FLIGHT || connection.bytesOut() - bytesAtLastDrain > MAX_BYTES_IN_FLIGHT) {
            drainTo(MAX_IN_FLIGHT / 2);
            bytesAtLastDrain = connection.bytesOut();
        }
        connection.begin(arguments);
        connection.argument(name.getBytes(StandardCharsets.US_ASCII));
        inFlight.add(name + " " + shown(key));
        return connection;
    }

    private static String shown(byte[] key) {
        String text = new String(key, 0, Math.min(key.length, 60), StandardCharsets.UTF_8);
        return key.length > 60 ? text + "..." : text;
    }

    RespConnection connection() {
        return connection;
    }

    /** Commands that the server has carried out. */
    long acknowledged() {
        return acknowledged;
    }

    /** Waits until the server has carried out everything. */
    void drain() throws IOException {
        drainTo(0);
    }

    private void drainTo(int left) throws IOException {
        connection.flush();
        while (inFlight.size() > left) {
            RespReply reply = connection.read();
            String command = inFlight.remove();
            if (reply instanceof RespReply.Failure failure) {
                throw new RefusedException(command, connection.address(), failure.text());
            }
            acknowledged++;
        }
    }
}
