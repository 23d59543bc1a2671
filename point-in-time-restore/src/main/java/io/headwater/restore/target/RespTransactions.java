package io.headwater.restore.target;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Transactions in flight on one connection: what stands between {@link #beginTransaction} and {@link #commit} is carried out as a whole or not at all, whoever dies when. Bounded:
 * when many are on their way, the oldest are awaited before the next goes out. One thread.
 */
public final class RespTransactions implements CommandSink {
    private static final int MAX_IN_FLIGHT = 16;
    private static final long MAX_BYTES_IN_FLIGHT = 4 << 20;

    private final RespConnection connection;
    private final ArrayDeque<Sent> inFlight = new ArrayDeque<>();
    private int commands;
    private long bytesAtBegin;
    private long bytesInFlight;

    /** Hears what became of a transaction. */
    @FunctionalInterface
    public interface Outcome {
        /** @param replies to the commands, in order; null if a watched key had changed, so that nothing was carried out */
        void told(@Nullable List<RespReply> replies) throws IOException;
    }

    private record Sent(int commands, long bytes, Outcome outcome) {}

    /** A command that the server refused. */
    public static final class RefusedException extends IOException {
        RefusedException(String address, String answer) {
            super(address + " answered '" + answer + "'");
        }
    }

    public RespTransactions(RespConnection connection) {
        this.connection = connection;
    }

    /** The connection; to be used only with nothing in flight. */
    public RespConnection connection() {
        return connection;
    }

    /** Begins a transaction; may wait for the oldest to be answered. */
    public void beginTransaction() throws IOException {
        while (inFlight.size() >= MAX_IN_FLIGHT || bytesInFlight > MAX_BYTES_IN_FLIGHT) {
            connection.flush();
            readOldest();
        }
        bytesAtBegin = connection.bytesOut();
        connection.begin(1);
        connection.argument("MULTI".getBytes(StandardCharsets.US_ASCII));
        commands = 0;
    }

    @Override
    public void begin(String name, byte[] key, int arguments) throws IOException {
        connection.begin(arguments);
        connection.argument(name.getBytes(StandardCharsets.US_ASCII));
        commands++;
    }

    @Override
    public void argument(byte[] bytes, int offset, int length) throws IOException {
        connection.argument(bytes, offset, length);
    }

    /** Commands of the open transaction so far. */
    public int commands() {
        return commands;
    }

    /** Bytes of the open transaction so far. */
    public long bytes() {
        return connection.bytesOut() - bytesAtBegin;
    }

    /** Ends the transaction; its outcome is told when it is read, by a later call. */
    public void commit(Outcome outcome) throws IOException {
        connection.begin(1);
        connection.argument("EXEC".getBytes(StandardCharsets.US_ASCII));
        Sent sent = new Sent(commands, bytes(), outcome);
        bytesInFlight += sent.bytes;
        inFlight.add(sent);
    }

    /** Waits for every outcome. */
    public void settle() throws IOException {
        connection.flush();
        while (!inFlight.isEmpty()) {
            readOldest();
        }
    }

    /** After a refusal nothing more is sent; what was on its way is awaited, so that its outcome is known, too. */
    private void readOldest() throws IOException {
        try {
            readOne();
        } catch (RefusedException refused) {
            connection.flush();
            while (!inFlight.isEmpty()) {
                try {
                    readOne();
                } catch (RefusedException another) {
                    refused.addSuppressed(another);
                }
            }
            throw refused;
        }
    }

    private void readOne() throws IOException {
        Sent sent = inFlight.element();
        String refusal = null;
        for (int i = 0; i <= sent.commands; i++) {
            if (connection.read() instanceof RespReply.Failure failure && refusal == null) {
                refusal = failure.text();
            }
        }
        RespReply result = connection.read();
        inFlight.remove();
        bytesInFlight -= sent.bytes;
        if (refusal != null || result instanceof RespReply.Failure) {
            throw new RefusedException(connection.address(), refusal != null ? refusal : ((RespReply.Failure) result).text());
        }
        sent.outcome.told(result instanceof RespReply.Array all && !isNull(all) ? new ArrayList<>(all.elements()) : null);
    }

    private static boolean isNull(RespReply.Array all) {
        return all.elements().isEmpty(); // a transaction has at least one command, and a null array none
    }
}
