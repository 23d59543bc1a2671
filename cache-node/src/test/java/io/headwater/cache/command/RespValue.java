package io.headwater.cache.command;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A reply as a tree, for comparisons that must look past order or time. */
public record RespValue(char kind, String text, List<RespValue> members) {

    public static RespValue parse(byte[] reply) {
        return new Parser(reply).next();
    }

    /** The same with the members of the outermost array, set or map in sorted order; pairs stay together if {@code width} is 2. */
    public RespValue sorted(int width) {
        if (members.isEmpty()) return this;
        int step = kind == '%' ? 2 : width;
        if (members.size() % step != 0) return this;
        List<List<RespValue>> groups = new ArrayList<>();
        for (int i = 0; i < members.size(); i += step) groups.add(members.subList(i, i + step));
        groups.sort((a, b) -> a.toString().compareTo(b.toString()));
        List<RespValue> sorted = new ArrayList<>();
        groups.forEach(sorted::addAll);
        return new RespValue(kind, text, sorted);
    }

    /** The same with every text below errors and arrays replaced: what is left of a reply that is drawn by chance. */
    public RespValue shape() {
        if (isError()) return this;
        return new RespValue(kind, text.equals("(nil)") || !members.isEmpty() ? text : "?", members.stream().map(RespValue::shape).toList());
    }

    /**
     * The same with each -0 as 0. Which of both a sorted set keeps depends in Redis on the encoding that it had for a moment while it was built; they are the same score.
     */
    public RespValue withoutNegativeZeros() {
        return new RespValue(kind, text.equals("-0") ? "0" : text, members.stream().map(RespValue::withoutNegativeZeros).toList());
    }

    /** The reply of a scan with its members in sorted order. */
    public RespValue sortedPage(int width) {
        if (members.size() != 2) return this;
        return new RespValue(kind, text, List.of(members.getFirst(), members.getLast().sorted(width)));
    }

    public boolean isError() {
        return kind == '-';
    }

    @Override
    public String toString() {
        return members.isEmpty() ? kind + text : kind + members.toString();
    }

    private static final class Parser {
        private final byte[] reply;
        private int at;

        Parser(byte[] reply) {
            this.reply = reply;
        }

        RespValue next() {
            int end = at;
            while (reply[end] != '\r') end++;
            char kind = (char) reply[at];
            String line = new String(reply, at + 1, end - at - 1, StandardCharsets.ISO_8859_1);
            at = end + 2;
            switch (kind) {
                case '$', '=', '!' -> {
                    int length = Integer.parseInt(line);
                    if (length < 0) return new RespValue(kind, "(nil)", List.of());
                    String text = new String(reply, at, length, StandardCharsets.ISO_8859_1);
                    at += length + 2;
                    return new RespValue(kind, text, List.of());
                }
                case '*', '~', '>', '%' -> {
                    int count = Integer.parseInt(line) * (kind == '%' ? 2 : 1);
                    List<RespValue> members = new ArrayList<>();
                    for (int i = 0; i < count; i++) members.add(next());
                    return new RespValue(kind, count < 0 ? "(nil)" : "", members);
                }
                default -> {
                    return new RespValue(kind, line, List.of());
                }
            }
        }
    }
}
