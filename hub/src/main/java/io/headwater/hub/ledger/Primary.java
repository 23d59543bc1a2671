package io.headwater.hub.ledger;

import io.headwater.cache.binlog.LostWritesLedger.Effect;
import io.headwater.restore.target.RespConnection;
import io.headwater.restore.target.RespReply;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.HostPort;
import io.headwater.schemas.Position;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** A connection to a shard's primary, whose writes are confirmed by the log. One thread. */
final class Primary implements AutoCloseable {
    private final RespConnection connection;
    private int database;

    private Primary(RespConnection connection) {
        this.connection = connection;
    }

    /**
     * Connects.
     *
     * @throws HeadwaterException if the node does not answer, or has no log
     */
    static Primary connect(String address) {
        HostPort at = HostPort.of(address);
        RespConnection connection = RespConnection.open(at.host(), at.port());
        Primary primary = new Primary(connection);
        try {
            primary.call("HEADWATER.DURABILITY", "log");
            return primary;
        } catch (RuntimeException refused) {
            connection.close();
            throw refused;
        }
    }

    /** The last lsn that the primary has given to an entry. */
    long lastLsn() {
        if (call("INFO", "replication") instanceof RespReply.Bulk(String text) && text != null) {
            for (String line : text.lines().toList()) {
                if (line.startsWith("headwater_position:")) return Position.parse(line.substring(line.indexOf(':') + 1)).lsn();
            }
        }
        throw failed("it does not tell its position");
    }

    /** Has the next transaction run only if none of the keys changes before. */
    void watch(Collection<LedgerKey> keys) {
        for (LedgerKey key : keys) {
            select(key.database());
            call("WATCH", key.name());
        }
    }

    void unwatch() {
        call("UNWATCH");
    }

    private void select(int wanted) {
        if (wanted == database) return;
        call("SELECT", Integer.toString(wanted));
        database = wanted;
    }

    /**
     * Runs commands as one transaction under a client name.
     *
     * @return false if a watched key was changed, and nothing was done
     * @throws HeadwaterException if it was refused, or its fate is not known
     */
    boolean transact(String name, int firstDatabase, List<Effect> commands) {
        call("CLIENT", "SETNAME", name);
        select(firstDatabase);
        call("MULTI");
        for (Effect command : commands) send(command.arguments());
        // The transaction may have selected others.
        database = -1;
        return switch (call("EXEC")) {
            case RespReply.Array(List<RespReply> replies) when !replies.isEmpty() -> {
                for (RespReply reply : replies) {
                    if (reply instanceof RespReply.Failure(String text)) throw failed(text);
                }
                yield true;
            }
            default -> false;
        };
    }

    private RespReply call(String... words) {
        return send(Arrays.stream(words).map(word -> word.getBytes(StandardCharsets.ISO_8859_1)).toList());
    }

    private RespReply send(List<byte[]> arguments) {
        try {
            connection.begin(arguments.size());
            for (byte[] argument : arguments) connection.argument(argument);
            connection.flush();
            RespReply reply = connection.read();
            if (reply instanceof RespReply.Failure(String text)) throw failed(text);
            return reply;
        } catch (IOException broken) {
            throw failed(String.valueOf(broken.getMessage()));
        }
    }

    private HeadwaterException failed(String answer) {
        return new HeadwaterException(
                connection.address() + ": " + answer,
                "run it again: what was applied is known by the log and is not applied twice",
                HeadwaterException.EXIT_UNAVAILABLE);
    }

    @Override
    public void close() {
        connection.close();
    }
}
