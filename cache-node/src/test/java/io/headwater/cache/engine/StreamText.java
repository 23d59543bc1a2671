package io.headwater.cache.engine;

import java.nio.charset.StandardCharsets;

/** All that a stream holds but how it is kept and when consumers were seen, for comparisons. */
public final class StreamText {
    private StreamText() {}

    public static String of(StreamValue stream) {
        StringBuilder text = new StringBuilder();
        StreamCursor cursor = stream.cursor(StreamId.MIN, StreamId.MAX, false);
        long length = 0;
        while (cursor.next()) {
            length++;
            text.append(cursor.id());
            while (cursor.nextField()) text.append(' ').append(text(cursor.field().copy())).append('=').append(text(cursor.value().copy()));
            text.append("; ");
        }
        if (length != stream.length()) throw new AssertionError(length + " entries of " + stream.length());
        text.append("last ").append(stream.lastId()).append(" deleted ").append(stream.maxDeletedId()).append(" added ").append(stream.entriesAdded());
        for (StreamGroup group : stream.groups()) {
            text.append("; group ").append(text(group.name())).append(' ').append(group.lastId()).append(' ').append(group.entriesRead());
            for (StreamConsumer consumer : group.consumers()) {
                text.append(" consumer ").append(text(consumer.name())).append(' ').append(consumer.pending().size());
                for (PendingEntry entry : consumer.pending()) {
                    if (group.pending(entry.id()) != entry || entry.consumer() != consumer) throw new AssertionError("pending " + entry.id());
                }
            }
            for (PendingEntry entry : group.pending()) {
                text.append(" pending ").append(entry.id()).append(' ').append(text(entry.consumer().name())).append(' ').append(entry.deliveredAtMs()).append(' ').append(entry.deliveries());
            }
        }
        return text.toString();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
