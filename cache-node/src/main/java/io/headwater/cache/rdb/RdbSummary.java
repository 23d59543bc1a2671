package io.headwater.cache.rdb;

import java.util.List;

/**
 * What reading a whole file came to.
 *
 * @param version of the format, 1 to 10
 * @param keys keys handed to the visitor
 * @param bytes length of the file's RDB part, its checksum included
 * @param checksumVerified false if the file has none (before version 5, or written with {@code rdbchecksum no})
 * @param warnings what was left out, one line each; only the first of many are kept
 */
public record RdbSummary(int version, long keys, long bytes, boolean checksumVerified, List<String> warnings) {
    /** Copies the list. */
    public RdbSummary {
        warnings = List.copyOf(warnings);
    }
}
