package io.headwater.schemas;

/** The payload of a frame of kind 1: what a node's directory knows about itself. */
public sealed interface LocalNote {
    /**
     * How far this directory has followed its topic.
     *
     * @param topicId Kafka's id of the topic
     * @param nextOffset the next offset to read
     * @param lastOffset where the last valid record before it stands, {@link FilterState#lastId}: a topic that holds another one there has lost its end and grown again;
     *     {@link #UNKNOWN_OFFSET} if there is none, or nobody noted it
     * @param filter what the filter knows before {@code nextOffset}
     */
    record KafkaNote(String topicId, long nextOffset, long lastOffset, FilterState filter) implements LocalNote {
        /** Of a note that does not tell. */
        public static final long UNKNOWN_OFFSET = -1;

        /** Before the first record of any topic. */
        public static final KafkaNote NONE = new KafkaNote("", 0, FilterState.START);

        /** A note that does not tell where the last valid record stands. */
        public KafkaNote(String topicId, long nextOffset, FilterState filter) {
            this(topicId, nextOffset, UNKNOWN_OFFSET, filter);
        }
    }

    /**
     * All bytes of a segment before an offset had reached the disk when the note was written. It tells a torn tail from damage.
     *
     * @param segment the segment's number
     * @param position where the note's own frame stands, bytes from the segment's start
     * @param syncedBytes bytes from the segment's start; at most {@code position}
     */
    record SyncNote(long segment, long position, long syncedBytes) implements LocalNote {}

    /** Encodes the note as Avro. */
    default byte[] encoded() {
        AvroWriter out = new AvroWriter(256);
        switch (this) {
            case KafkaNote(String topicId, long nextOffset, long lastOffset, FilterState filter) ->
                encodeKafka(out, topicId, nextOffset, lastOffset, filter);
            case SyncNote(long segment, long position, long syncedBytes) ->
                encodeSync(out, segment, position, syncedBytes);
        }
        return out.toBytes();
    }

    /** A note that does not tell the last offset is one of the first version. */
    private static void encodeKafka(AvroWriter out, String topicId, long nextOffset, long lastOffset, FilterState filter) {
        if (lastOffset == KafkaNote.UNKNOWN_OFFSET) {
            filter.write(out.number(0).text(topicId).number(nextOffset));
        } else {
            filter.write(out.number(3).text(topicId).number(nextOffset).number(lastOffset));
        }
    }

    /** The position is left out where nothing was written between sync and note. */
    private static void encodeSync(AvroWriter out, long segment, long position, long syncedBytes) {
        if (position == syncedBytes) {
            out.number(1).number(segment).number(syncedBytes);
        } else {
            out.number(2).number(segment).number(position).number(syncedBytes);
        }
    }

    private static SyncNote syncNote(long segment, long syncedBytes) {
        return new SyncNote(segment, syncedBytes, syncedBytes);
    }

    /**
     * Decodes a note.
     *
     * @throws LogFormatException if the bytes are no note of this version
     */
    static LocalNote decode(byte[] bytes, int offset, int length) {
        AvroReader in = new AvroReader();
        in.wrap(bytes, offset, length);
        LocalNote note = switch (in.index("kind of note", 4)) {
            case 0 -> new KafkaNote(in.text("topic id"), in.number("next offset"), FilterState.read(in));
            case 1 -> syncNote(in.number("segment"), in.number("synced bytes"));
            case 2 -> new SyncNote(in.number("segment"), in.number("position"), in.number("synced bytes"));
            default -> new KafkaNote(in.text("topic id"), in.number("next offset"), in.number("last offset"), FilterState.read(in));
        };
        if (!in.atEnd()) {
            throw in.broken("bytes behind a note");
        }
        return note;
    }
}
