package io.headwater.cache.engine.read;

import io.headwater.cache.engine.ValueType;
import io.headwater.schemas.Actor;
import io.headwater.schemas.Position;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a key held from an entry of the log on.
 *
 * @param position of the entry
 * @param timeMs of the entry, milliseconds since 1970
 * @param actor who wrote it, when known
 * @param effects those of the entry that concerned the key, in short; the deletion of an expired or evicted key says so
 * @param type of the value; null if the key was gone then
 * @param value a string's first {@link KeyTrace#MAX_VALUE_BYTES} bytes, another value as a short text; empty if the key was gone
 * @param bytes of the string as a whole, or elements of another value
 * @param expireAtMs from when on the key is expired, or {@link io.headwater.cache.engine.Entry#NO_EXPIRY}
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record KeyVersion(
        Position position,
        long timeMs,
        @Nullable Actor actor,
        List<String> effects,
        @Nullable ValueType type,
        byte[] value,
        long bytes,
        long expireAtMs) {
    public KeyVersion {
        effects = List.copyOf(effects);
    }

    /** Whether the key was gone. */
    public boolean isGone() {
        return type == null;
    }
}
