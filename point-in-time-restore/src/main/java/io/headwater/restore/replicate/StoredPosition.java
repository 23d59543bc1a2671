package io.headwater.restore.replicate;

import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.LocalNote;
import io.headwater.schemas.LocalNote.KafkaNote;
import io.headwater.schemas.LogFormatException;
import java.util.Base64;

/** The text that a target holds: {@code epoch:lsn} for people, then the note from which the log is read on, Avro in base64. */
final class StoredPosition {
    /** The target is being filled from a snapshot: what it holds is ours, and worth nothing yet. */
    static final String LOADING = "loading";

    private StoredPosition() {}

    static String of(KafkaNote note) {
        return note.filter().position() + " " + Base64.getEncoder().encodeToString(note.encoded());
    }

    /**
     * Reads what {@link #of} returned.
     *
     * @throws HeadwaterException if it is something else
     */
    static KafkaNote parse(String text) {
        try {
            byte[] bytes = Base64.getDecoder().decode(text.substring(text.indexOf(' ') + 1));
            if (LocalNote.decode(bytes, 0, bytes.length) instanceof KafkaNote note) {
                return note;
            }
        } catch (IllegalArgumentException | LogFormatException damaged) {
            // as another kind of note
        }
        throw new HeadwaterException(
                "the target's position cannot be read: " + text,
                "it was changed, or written by another version; add --replace to fill the target anew",
                HeadwaterException.EXIT_CORRUPT);
    }
}
