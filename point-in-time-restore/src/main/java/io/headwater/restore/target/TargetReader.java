package io.headwater.restore.target;

import io.headwater.cache.engine.Entry;
import io.headwater.cache.engine.HashValue;
import io.headwater.cache.engine.Keyspace;
import io.headwater.cache.engine.ListValue;
import io.headwater.cache.engine.SetValue;
import io.headwater.cache.engine.SortedSetValue;
import io.headwater.cache.engine.StringValue;
import io.headwater.cache.engine.Value;
import io.headwater.cache.engine.ValueLoader;
import io.headwater.schemas.HeadwaterException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a node of a running server holds into a keyspace, key by key by plain commands; what is written meanwhile may be in it or not. Needs what PEXPIRETIME needs: a
 * Redis of 7.0 or what answers like one. One thread.
 */
final class TargetReader {
    private static final int SCAN_COUNT = 512;
    private static final int MAX_DATABASES = 100_000;

    private final RespConnection node;
    private final Keyspace into;
    private final LongConsumer progress;
    private long keys;

    /** @param progress called now and then with the number of keys read so far */
    TargetReader(RespConnection node, Keyspace into, LongConsumer progress) {
        this.node = node;
        this.into = into;
        this.progress = progress;
    }

    /** Reads all databases, or the only one of a cluster's node. */
    void read(boolean cluster) throws IOException {
        for (int database = 0; database < (cluster ? 1 : Math.min(MAX_DATABASES, into.databases())); database++) {
            if (!cluster && node.call("SELECT", Integer.toString(database)) instanceof RespReply.Failure) {
                break;
            }
            readDatabase(database);
        }
        if (!cluster) {
            node.call("SELECT", "0");
        }
    }

    private void readDatabase(int database) throws IOException {
        String cursor = "0";
        do {
            List<RespReply> page = array(call("SCAN", cursor, "COUNT", Integer.toString(SCAN_COUNT)));
            cursor = text(page.get(0));
            for (RespReply key : array(page.get(1))) {
                readKey(database, bytes(key));
            }
        } while (!cursor.equals("0"));
    }

    private void readKey(int database, byte[] key) throws IOException {
        if (into.database(database).find(key, 0, key.length) != null) {
            return; // SCAN may name a key twice
        }
        Value value = value(key, call("TYPE", key) instanceof RespReply.Text type ? type.text() : "none");
        long expireAtMs = call("PEXPIRETIME", key) instanceof RespReply.Number at ? at.value() : Entry.NO_EXPIRY;
        if (value != null && expireAtMs >= Entry.NO_EXPIRY) {
            into.load(database, key, value, expireAtMs);
        }
        if ((++keys & 0x3ff) == 0) {
            progress.accept(keys);
        }
    }

    /** Null if the key has gone meanwhile. */
    private @Nullable Value value(byte[] key, String type) throws IOException {
        switch (type) {
            case "string" -> {
                return call("GET", key) instanceof RespReply.Bulk(String text) && text != null ? new StringValue(latin(text)) : null;
            }
            case "hash" -> {
                List<RespReply> pairs = array(call("HGETALL", key));
                HashValue hash = new HashValue(into.hasher());
                for (int i = 0; i + 1 < pairs.size(); i += 2) {
                    ValueLoader.field(hash, bytes(pairs.get(i)), bytes(pairs.get(i + 1)));
                }
                return hash.size() == 0 ? null : hash;
            }
            case "list" -> {
                ListValue list = new ListValue();
                for (RespReply element : array(call("LRANGE", key, latin("0"), latin("-1")))) {
                    ValueLoader.element(list, bytes(element));
                }
                return list.size() == 0 ? null : list;
            }
            case "set" -> {
                SetValue set = new SetValue(into.hasher());
                for (RespReply member : array(call("SMEMBERS", key))) {
                    ValueLoader.member(set, bytes(member));
                }
                return set.size() == 0 ? null : set;
            }
            case "zset" -> {
                List<RespReply> pairs = array(call("ZRANGE", key, latin("0"), latin("-1"), latin("WITHSCORES")));
                SortedSetValue set = new SortedSetValue(into.hasher());
                for (int i = 0; i + 1 < pairs.size(); i += 2) {
                    ValueLoader.scored(set, bytes(pairs.get(i)), Double.parseDouble(text(pairs.get(i + 1)).replace("inf", "Infinity")));
                }
                return set.size() == 0 ? null : set;
            }
            case "stream" -> {
                return StreamKey.of(array(call("XINFO", latin("STREAM"), key, latin("FULL"), latin("COUNT"), latin("0"))));
            }
            case "none" -> {
                return null;
            }
            default -> throw new HeadwaterException(
                    node.address() + " holds a key of type " + type + ", which Headwater does not have: " + new String(key, StandardCharsets.UTF_8),
                    "compare with another target",
                    HeadwaterException.EXIT_FAILURE);
        }
    }

    private RespReply call(String name, byte[] key, byte[]... more) throws IOException {
        node.begin(2 + more.length);
        node.argument(latin(name));
        node.argument(key);
        for (byte[] argument : more) {
            node.argument(argument);
        }
        node.flush();
        return checked(node.read());
    }

    private RespReply call(String... words) throws IOException {
        return checked(node.call(words));
    }

    private RespReply checked(RespReply reply) throws IOException {
        if (reply instanceof RespReply.Failure failure) {
            throw new IOException(failure.text());
        }
        return reply;
    }

    static List<RespReply> array(RespReply reply) throws IOException {
        if (reply instanceof RespReply.Array array) {
            return array.elements();
        }
        throw new IOException("an array was expected, and " + reply + " came");
    }

    static String text(RespReply reply) throws IOException {
        if (reply instanceof RespReply.Bulk(String text) && text != null) {
            return text;
        }
        throw new IOException("a string was expected, and " + reply + " came");
    }

    static byte[] bytes(RespReply reply) throws IOException {
        return latin(text(reply));
    }

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
