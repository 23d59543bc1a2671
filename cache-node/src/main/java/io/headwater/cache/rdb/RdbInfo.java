package io.headwater.cache.rdb;

import io.headwater.schemas.LocalNote;
import io.headwater.schemas.LocalNote.KafkaNote;
import io.headwater.schemas.LogFormatException;
import io.headwater.schemas.Position;
import io.headwater.schemas.Timeline;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where in a shard's log an RDB file stands: its keys are the fold of everything up to there. Kept in AUX fields, which
 * stock Redis passes over: {@code headwater-timeline}, {@code -shard}, {@code -epoch}, {@code -lsn}, {@code -time} as text
 * and, if the file stands in a topic too, {@code headwater-filter}, the note's Avro in base64.
 *
 * @param timeline of the log
 * @param shard its number
 * @param position after the last entry that is in the file
 * @param timeMs time of the last record that is in the file, shard-clock milliseconds
 * @param note where to read the topic on; null without Kafka
 */
public record RdbInfo(Timeline timeline, int shard, Position position, long timeMs, @Nullable KafkaNote note) {
    private static final String PREFIX = "headwater-";

    /** Hands the fields to {@code out}, which is at the start of a file. */
    public void write(RdbVisitor out) throws IOException {
        field(out, "timeline", timeline.toString());
        field(out, "shard", Integer.toString(shard));
        field(out, "epoch", Long.toString(position.epoch()));
        field(out, "lsn", Long.toString(position.lsn()));
        field(out, "time", Long.toString(timeMs));
        if (note != null) {
            field(out, "filter", Base64.getEncoder().encodeToString(note.encoded()));
        }
    }

    private static void field(RdbVisitor out, String name, String value) throws IOException {
        out.aux((PREFIX + name).getBytes(StandardCharsets.US_ASCII), value.getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * Reads no more of the file than its first fields, so also of a damaged one.
     *
     * @return null if the file is none of Headwater's
     * @throws RdbException if it is no RDB file, or these fields are damaged
     */
    public static @Nullable RdbInfo read(Path file) throws IOException {
        Map<String, String> aux = new HashMap<>();
        RdbReader.readAux(file, (name, value) -> aux.put(text(name), text(value)));
        return from(aux);
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /**
     * The position that a file's AUX fields tell, or null if they tell none.
     *
     * @throws RdbException if they are damaged
     */
    static @Nullable RdbInfo from(Map<String, String> aux) throws RdbException {
        if (!aux.containsKey(PREFIX + "timeline")) {
            return null;
        }
        try {
            String filter = aux.get(PREFIX + "filter");
            return new RdbInfo(
                    Timeline.parse(required(aux, "timeline")),
                    Integer.parseInt(required(aux, "shard")),
                    new Position(Long.parseLong(required(aux, "epoch")), Long.parseLong(required(aux, "lsn"))),
                    Long.parseLong(required(aux, "time")),
                    filter == null ? null : note(filter));
        } catch (IllegalArgumentException | LogFormatException e) {
            throw new RdbException("the file's position in the log is damaged: " + e.getMessage(), 0);
        }
    }

    private static KafkaNote note(String base64) {
        byte[] bytes = Base64.getDecoder().decode(base64);
        if (LocalNote.decode(bytes, 0, bytes.length) instanceof KafkaNote note) {
            return note;
        }
        throw new IllegalArgumentException("no note about a topic");
    }

    private static String required(Map<String, String> aux, String name) {
        String value = aux.get(PREFIX + name);
        if (value == null) {
            throw new IllegalArgumentException("no field " + PREFIX + name);
        }
        return value;
    }
}
