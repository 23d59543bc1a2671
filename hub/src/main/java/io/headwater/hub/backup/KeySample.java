package io.headwater.hub.backup;

import io.headwater.cache.engine.Database;
import io.headwater.cache.engine.Entry;
import io.headwater.cache.engine.HashValue;
import io.headwater.cache.engine.Keyspace;
import io.headwater.cache.engine.ListValue;
import io.headwater.cache.engine.SetValue;
import io.headwater.cache.engine.SortedSetValue;
import io.headwater.cache.engine.StreamValue;
import io.headwater.cache.engine.StringValue;
import io.headwater.restore.target.RespConnection;
import io.headwater.restore.target.RespReply;
import io.headwater.schemas.HeadwaterException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Compares some keys of a keyspace, chosen at random, with what a server answers for them: value and expiry, each read by a plain command. One thread. */
final class KeySample {
    /** A value with more elements, or a longer one, is compared by its length. */
    private static final long COMPARED_ELEMENTS = 10_000;

    private final RespConnection server;
    private final RandomGenerator random;

    KeySample(RespConnection server, RandomGenerator random) {
        this.server = server;
        this.random = random;
    }

    /**
     * Compares.
     *
     * @param keys how many keys of each database, at most
     * @param aliveAtMs keys that expire before are not asked for: the server has dropped them
     * @return how many were compared
     * @throws HeadwaterException at the first that differs
     */
    long compare(Keyspace keyspace, int keys, long aliveAtMs) {
        long compared = 0;
        try {
            for (int index = 0; index < keyspace.databases(); index++) {
                Database database = keyspace.database(index);
                if (database.size() == 0) {
                    continue;
                }
                server.call("SELECT", Integer.toString(index));
                for (int i = 0; i < Math.min(keys, database.size()); i++) {
                    Entry entry = database.random(random);
                    if (entry != null && (!entry.hasExpiry() || entry.expireAtMs() > aliveAtMs)) {
                        compare(index, entry);
                        compared++;
                    }
                }
            }
            return compared;
        } catch (IOException e) {
            throw new HeadwaterException(
                    "the scratch node does not answer: " + e.getMessage(), "run the drill again", HeadwaterException.EXIT_UNAVAILABLE, e);
        }
    }

    private void compare(int database, Entry entry) throws IOException {
        requireEqual(database, entry, "expiry", List.of(Long.toString(entry.expireAtMs())), call(entry, "PEXPIRETIME"));
        switch (entry.value()) {
            case StringValue string -> requireEqual(database, entry, "value", List.of(text(string.array(), string.offset(), string.length())), call(entry, "GET"));
            case HashValue hash when hash.size() <= COMPARED_ELEMENTS -> {
                List<String> pairs = new ArrayList<>();
                hash.forEach((field, fo, fl, value, vo, vl) -> pairs.add(text(field, fo, fl) + "\0" + text(value, vo, vl)));
                List<String> answer = call(entry, "HGETALL");
                List<String> answered = new ArrayList<>();
                for (int i = 0; i + 1 < answer.size(); i += 2) {
                    answered.add(answer.get(i) + "\0" + answer.get(i + 1));
                }
                requireEqual(database, entry, "value", sorted(pairs), sorted(answered));
            }
            case ListValue list when list.size() <= COMPARED_ELEMENTS -> {
                List<String> elements = new ArrayList<>();
                ListValue.Cursor cursor = list.cursor(0, false);
                while (cursor.next()) {
                    elements.add(text(cursor.bytes(), cursor.offset(), cursor.length()));
                }
                requireEqual(database, entry, "value", elements, call(entry, "LRANGE", "0", "-1"));
            }
            case SetValue set when set.size() <= COMPARED_ELEMENTS -> {
                List<String> members = new ArrayList<>();
                set.forEach((member, offset, length) -> members.add(text(member, offset, length)));
                requireEqual(database, entry, "value", sorted(members), sorted(call(entry, "SMEMBERS")));
            }
            case SortedSetValue set when set.size() <= COMPARED_ELEMENTS -> {
                List<String> members = new ArrayList<>();
                set.forEach((member, offset, length, score) -> members.add(text(member, offset, length)));
                requireEqual(database, entry, "value", sorted(members), sorted(call(entry, "ZRANGE", "0", "-1")));
            }
            case HashValue hash -> requireEqual(database, entry, "length", List.of("" + hash.size()), call(entry, "HLEN"));
            case ListValue list -> requireEqual(database, entry, "length", List.of("" + list.size()), call(entry, "LLEN"));
            case SetValue set -> requireEqual(database, entry, "length", List.of("" + set.size()), call(entry, "SCARD"));
            case StreamValue stream -> requireEqual(database, entry, "length", List.of("" + stream.length()), call(entry, "XLEN"));
            case SortedSetValue set -> requireEqual(database, entry, "length", List.of("" + set.size()), call(entry, "ZCARD"));
        }
    }

    private static List<String> sorted(List<String> texts) {
        return texts.stream().sorted().toList();
    }

    private static String text(byte[] bytes, int offset, int length) {
        return new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
    }

    private List<String> call(Entry entry, String command, String... rest) throws IOException {
        server.begin(2 + rest.length);
        server.argument(command.getBytes(StandardCharsets.US_ASCII));
        server.argument(entry.key());
        for (String argument : rest) {
            server.argument(argument.getBytes(StandardCharsets.US_ASCII));
        }
        server.flush();
        List<String> texts = new ArrayList<>();
        collect(server.read(), texts);
        return texts;
    }

    private static void collect(RespReply reply, List<String> texts) {
        switch (reply) {
            case RespReply.Text(String text) -> texts.add(text);
            case RespReply.Failure(String text) -> texts.add(text);
            case RespReply.Number(long value) -> texts.add(Long.toString(value));
            case RespReply.Bulk(String text) -> texts.add(String.valueOf(text));
            case RespReply.Array(List<RespReply> elements) -> elements.forEach(element -> collect(element, texts));
        }
    }

    private static void requireEqual(int database, Entry entry, String what, List<String> wanted, List<String> answered) {
        if (!wanted.equals(answered)) {
            throw new HeadwaterException(
                    "key '" + new String(entry.key(), StandardCharsets.UTF_8) + "' of database " + database + " has another " + what
                            + " in the scratch node than the archive gives it",
                    "run `headwater backup verify --full`, and report this",
                    HeadwaterException.EXIT_CORRUPT);
        }
    }
}
