package io.headwater.archive.replay;

import io.headwater.schemas.Position;

/**
 * A snapshot in the archive, as far as a plan needs it.
 *
 * @param object the object that holds it
 * @param manifest the object that holds its manifest
 * @param position behind the last entry in it
 * @param timeMs the time of the last record in it, milliseconds since 1970
 * @param nextOffset where the topic goes on behind it
 * @param bytes of the object
 */
public record SnapshotInfo(
        String object, String manifest, Position position, long timeMs, long nextOffset, long bytes) {}
