package io.headwater.cache.engine;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** All that a keyspace holds as text, equal for equal states whatever their hash keys and tables. */
public final class KeyspaceText {
    private KeyspaceText() {}

    /** All keys with their types, expiries and contents, sorted. */
    public static String of(Keyspace keyspace) {
        StringBuilder dump = new StringBuilder();
        for (int i = 0; i < keyspace.databases(); i++) {
            int index = i;
            List<String> lines = new ArrayList<>();
            keyspace.database(i).forEach(entry -> lines.add(index + " " + text(entry.key()) + " " + entry.value().type().text() + " " + entry.expireAtMs() + " "
                    + content(entry.value()) + "\n"));
            lines.sort(null);
            lines.forEach(dump::append);
        }
        return dump.toString();
    }

    private static String content(Value value) {
        List<String> members = new ArrayList<>();
        switch (value) {
            case StringValue string -> {
                return text(string.bytes());
            }
            case ListValue list -> {
                Slice slice = new Slice();
                for (long i = 0; i < list.size(); i++) {
                    list.read(i, slice);
                    members.add(text(slice.copy()));
                }
                return members.toString();
            }
            case StreamValue stream -> {
                return StreamText.of(stream);
            }
            case HashValue hash -> hash.forEach((f, at, length, v, from, size) -> members.add(text(f, at, length) + "=" + text(v, from, size)));
            case SetValue set -> set.forEach((member, at, length) -> members.add(text(member, at, length)));
            case SortedSetValue set -> set.forEach((member, at, length, score) -> members.add(text(member, at, length) + "=" + score));
        }
        members.sort(null);
        return members.toString();
    }

    private static String text(byte[] bytes, int offset, int length) {
        return new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
