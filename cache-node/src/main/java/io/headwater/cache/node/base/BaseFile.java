package io.headwater.cache.node.base;

import java.nio.file.Path;

/**
 * A base in place.
 *
 * @param file {@code <lsn, 20 digits>.rdb}
 * @param lsn the last entry that is in it
 * @param bytes the file's size
 * @param modifiedMs when it was completed, wall clock
 */
public record BaseFile(Path file, long lsn, long bytes, long modifiedMs) {}
