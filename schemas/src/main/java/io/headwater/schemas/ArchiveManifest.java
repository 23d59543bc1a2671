package io.headwater.schemas;

import io.headwater.schemas.LocalNote.KafkaNote;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an archive knows about one of its objects.
 *
 * @param cluster the cluster's name
 * @param shard the shard's number
 * @param end the log behind the object's last record; past the first claim, so that it has a timeline
 * @param content what the object is
 */
public record ArchiveManifest(String cluster, int shard, KafkaNote end, Content content) {
    public ArchiveManifest {
        Objects.requireNonNull(end.filter().timeline(), "a manifest of a log without a claim");
    }

    /** The history that the object belongs to. */
    public Timeline timeline() {
        return Objects.requireNonNull(end.filter().timeline());
    }

    /** The position behind the object's last entry. */
    public Position position() {
        return end.filter().position();
    }

    /** The time of the last valid record, milliseconds since 1970. */
    public long lastTimeMs() {
        return end.filter().lastTimeMs();
    }

    /** What a manifest describes. */
    public sealed interface Content {}

    /**
     * An object's name and what its bytes must be.
     *
     * @param sha256 64 hexadecimal digits
     */
    public record StoredObject(String name, String sha256, long bytes) {}

    /**
     * Valid records of the log.
     *
     * @param sequence from 1, without holes along a timeline
     * @param start the log before the first record
     * @param firstTimeMs the time of the first record, milliseconds since 1970
     */
    public record Segment(
            StoredObject object, long sequence, KafkaNote start, long firstTimeMs, long records, long effects)
            implements Content {}

    /**
     * The keyspace at the end.
     *
     * @param proven the newest digest of the log that the keyspace was compared with on its way; null if it passed none
     */
    public record Snapshot(StoredObject object, long keys, @Nullable Proven proven) implements Content {}

    /**
     * A keyspace equalled the primary's at one entry of the log, which holds the primary's digest.
     *
     * @param timeMs of that entry, milliseconds since 1970
     */
    public record Proven(long lsn, long timeMs) {}

    /**
     * The log went on to the end and held no entry behind a segment.
     *
     * @param sequence of that segment
     * @param timeMs the time of the last valid record seen, milliseconds since 1970
     */
    public record Seen(long sequence, long timeMs) implements Content {}

    /** Encodes the manifest as the Avro record {@code ArchiveManifest}. */
    public byte[] encoded() {
        AvroWriter out = new AvroWriter(512);
        out.text(cluster).number(shard);
        write(out, end);
        switch (content) {
            case Segment(StoredObject object, long sequence, KafkaNote start, long firstTimeMs, long records, long effects) -> {
                write(out.number(0), object);
                write(out.number(sequence), start);
                out.number(firstTimeMs).number(records).number(effects);
            }
            case Snapshot(StoredObject object, long keys, Proven proven) -> {
                write(out.number(1), object);
                out.number(keys);
                if (proven == null) {
                    out.number(0);
                } else {
                    out.number(1).number(proven.lsn()).number(proven.timeMs());
                }
            }
            case Seen(long sequence, long timeMs) -> out.number(2).number(sequence).number(timeMs);
        }
        return out.toBytes();
    }

    private static void write(AvroWriter out, KafkaNote point) {
        point.filter().write(out.text(point.topicId()).number(point.nextOffset()));
    }

    private static void write(AvroWriter out, StoredObject object) {
        byte[] sha256 = HexFormat.of().parseHex(object.sha256());
        out.text(object.name()).raw(sha256, 0, sha256.length).number(object.bytes());
    }

    /**
     * Decodes what {@link #encoded} returned.
     *
     * @throws LogFormatException if the bytes are no manifest of this version
     */
    public static ArchiveManifest decode(byte[] bytes, int offset, int length) {
        AvroReader in = new AvroReader();
        in.wrap(bytes, offset, length);
        String cluster = in.text("cluster");
        int shard = in.natural("shard");
        KafkaNote end = point(in);
        Content content = switch (in.index("content", 3)) {
            case 0 -> new Segment(
                    object(in),
                    in.number("sequence"),
                    point(in),
                    in.number("first time"),
                    in.number("records"),
                    in.number("effects"));
            case 1 -> new Snapshot(object(in), in.number("keys"), proven(in));
            default -> new Seen(in.number("sequence"), in.number("time"));
        };
        if (!in.atEnd() || end.filter().timeline() == null) {
            throw in.broken("no manifest");
        }
        return new ArchiveManifest(cluster, shard, end, content);
    }

    private static KafkaNote point(AvroReader in) {
        return new KafkaNote(in.text("topic id"), in.number("next offset"), FilterState.read(in));
    }

    /** Manifests of the first version end before it. */
    private static @Nullable Proven proven(AvroReader in) {
        return in.atEnd() || in.index("proven", 2) == 0 ? null : new Proven(in.number("lsn"), in.number("time"));
    }

    private static StoredObject object(AvroReader in) {
        String name = in.text("object");
        int at = in.skip(32, "sha256");
        String sha256 = HexFormat.of().formatHex(in.bytes(), at, at + 32);
        return new StoredObject(name, sha256, in.number("bytes"));
    }
}
