package io.headwater.restore.target;

import io.headwater.schemas.LogRecordReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A single server that takes the log's effects as they are: plain commands. What is put between {@link #begin} and {@link #commit} is one MULTI with the position behind
 * it, so that server and position never part, whoever dies when. Transactions are pipelined: several may be on their way. One thread.
 */
public final class EffectTarget implements AutoCloseable {
    /** Transactions whose answers have not been read. */
    private static final int MAX_IN_FLIGHT = 4;

    private static final byte[] SET = ascii("SET");
    private static final byte[] DEL = ascii("DEL");
    private static final byte[] SELECT = ascii("SELECT");
    private static final byte[] SWAPDB = ascii("SWAPDB");

    private final RespConnection connection;
    private final byte[] positionKey;
    /** Commands of each transaction on its way. */
    private final ArrayDeque<Integer> inFlight = new ArrayDeque<>();
    private int commands;
    private int database;

    /**
     * Connects.
     *
     * @param user null for the default user
     * @param password null if none is needed
     * @param positionKey the key, in database 0, that holds the position
     * @throws io.headwater.schemas.HeadwaterException if nothing listens there
     * @throws IOException if the server refuses
     */
    public EffectTarget(String host, int port, @Nullable String user, @Nullable String password, String positionKey) throws IOException {
        this.positionKey = positionKey.getBytes(StandardCharsets.UTF_8);
        this.connection = RespConnection.open(host, port);
        try {
            if (password != null) {
                refuse(user == null ? connection.call("AUTH", password) : connection.call("AUTH", user, password), "AUTH");
            }
            refuse(connection.call("SELECT", "0"), "SELECT");
        } catch (IOException e) {
            connection.close();
            throw e;
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** The cluster that the server is a node of; empty if it is none of ours. */
    public String clusterName() throws IOException {
        String info = connection.call("INFO") instanceof RespReply.Bulk bulk && bulk.text() != null ? bulk.text() : "";
        String field = "headwater_cluster:";
        return info.lines().filter(line -> line.startsWith(field)).map(line -> line.substring(field.length())).findFirst().orElse("");
    }

    /** What the server holds as its position; null if it holds none. */
    public @Nullable String position() throws IOException {
        RespReply reply = connection.call("GET", new String(positionKey, StandardCharsets.UTF_8));
        refuse(reply, "GET");
        return reply instanceof RespReply.Bulk bulk ? bulk.text() : null;
    }

    /** Removes everything and sets the position, at once. */
    public void clear(String position) throws IOException {
        begin();
        simple(ascii("FLUSHALL"));
        commit(position);
        settle();
    }

    /** Begins a transaction. */
    public void begin() throws IOException {
        while (inFlight.size() >= MAX_IN_FLIGHT) {
            readOldest();
        }
        connection.begin(1);
        connection.argument(ascii("MULTI"));
        commands = 0;
    }

    /** Has what follows act in a database. */
    public void select(int index) throws IOException {
        if (index != database) {
            simple(SELECT, ascii(Integer.toString(index)));
            database = index;
        }
    }

    /** Adds the reader's current effect. */
    public void effect(LogRecordReader effect) throws IOException {
        int count = effect.argumentCount();
        connection.begin(count);
        for (int i = 0; i < count; i++) {
            connection.argument(effect.bytes(), effect.argumentOffsets()[i], effect.argumentLengths()[i]);
        }
        commands++;
        if (isNamed(effect, SELECT)) {
            database = number(effect, 1);
        } else if (isNamed(effect, SWAPDB)) {
            dropSwappedPosition(number(effect, 1), number(effect, 2));
        }
    }

    /** The position of before went with database 0. */
    private void dropSwappedPosition(int first, int second) throws IOException {
        if (first == second || first != 0 && second != 0) {
            return;
        }
        int current = database;
        select(first == 0 ? second : first);
        simple(DEL, positionKey);
        select(current);
    }

    private static boolean isNamed(LogRecordReader effect, byte[] name) {
        int offset = effect.argumentOffsets()[0];
        return Arrays.equals(effect.bytes(), offset, offset + effect.argumentLengths()[0], name, 0, name.length);
    }

    private static int number(LogRecordReader effect, int i) {
        return Integer.parseInt(new String(
                effect.bytes(), effect.argumentOffsets()[i], effect.argumentLengths()[i], StandardCharsets.US_ASCII));
    }

    private void simple(byte[]... arguments) throws IOException {
        connection.begin(arguments.length);
        for (byte[] argument : arguments) {
            connection.argument(argument);
        }
        commands++;
    }

    /** Ends the transaction with the position that holds behind it, and sends it. */
    public void commit(String position) throws IOException {
        select(0);
        simple(SET, positionKey, position.getBytes(StandardCharsets.UTF_8));
        connection.begin(1);
        connection.argument(ascii("EXEC"));
        connection.flush();
        inFlight.add(commands);
    }

    /** Waits until the server has carried out everything. */
    public void settle() throws IOException {
        while (!inFlight.isEmpty()) {
            readOldest();
        }
    }

    /** Transactions that were sent and are not known to be carried out. */
    public int inFlight() {
        return inFlight.size();
    }

    private void readOldest() throws IOException {
        int queued = inFlight.remove();
        for (int i = 0; i <= queued; i++) {
            refuse(connection.read(), "a command of a transaction");
        }
        RespReply result = connection.read();
        refuse(result, "EXEC");
        if (!(result instanceof RespReply.Array all) || all.elements().size() != queued) {
            throw new IOException(connection.address() + " did not carry a transaction out: " + result);
        }
        for (RespReply one : all.elements()) {
            if (one instanceof RespReply.Failure failure) {
                throw new DivergedException(connection.address() + " answered '" + failure.text() + "' to an effect of the log");
            }
        }
    }

    private void refuse(RespReply reply, String command) throws IOException {
        if (reply instanceof RespReply.Failure failure) {
            throw new IOException(connection.address() + " answered '" + failure.text() + "' to " + command);
        }
    }

    /** An effect failed, which no effect does on the state that the log describes: somebody else has written to the server. */
    public static final class DivergedException extends IOException {
        DivergedException(String message) {
            super(message);
        }
    }

    @Override
    public void close() {
        connection.close();
    }
}
