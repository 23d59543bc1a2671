package io.headwater.cache.binlog;

import io.headwater.schemas.HeadwaterException;
import java.io.IOException;

/** The failures of this room, in the words that a person reads. */
final class BinlogFailures {
    private BinlogFailures() {}

    /** Bytes that were safe on the disk are not what was written. */
    static HeadwaterException damaged(String file, long offset, String problem) {
        return new HeadwaterException(
                "the binlog is damaged: " + file + " at offset " + offset + ": " + problem,
                "nothing was changed; restore this directory from a backup or the archive, or rebuild the node from the log",
                HeadwaterException.EXIT_CORRUPT);
    }

    /** Segments that had to be there are not. */
    static HeadwaterException missing(String problem) {
        return new HeadwaterException(
                "the binlog has a gap: " + problem,
                "put the missing segment files back, or rebuild the node from the archive and the log",
                HeadwaterException.EXIT_CORRUPT);
    }

    /** Segments of another version or shard. */
    static HeadwaterException foreign(String file, String problem) {
        return new HeadwaterException(
                file + " " + problem,
                "start the version and the shard that this directory belongs to, or use another --dir",
                HeadwaterException.EXIT_CORRUPT);
    }

    /** Somebody asked a binlog whose thread has ended. */
    static HeadwaterException closed() {
        return new HeadwaterException(
                "the binlog is closed", "the node is stopping", HeadwaterException.EXIT_UNAVAILABLE);
    }

    /** A reader asked for what a base has replaced. */
    static HeadwaterException deleted(long lsn) {
        return new HeadwaterException(
                "the binlog does not hold lsn " + lsn + ": its segment was deleted behind a base",
                "read these entries from the log or the archive",
                HeadwaterException.EXIT_UNAVAILABLE);
    }

    static HeadwaterException unreadable(String file, IOException cause) {
        return new HeadwaterException(
                "cannot read the binlog: " + file + ": " + text(cause),
                "check the disk and the permissions of the directory",
                HeadwaterException.EXIT_UNAVAILABLE,
                cause);
    }

    /** Writing has ended for good. */
    static HeadwaterException writeFailed(String file, Throwable cause) {
        return new HeadwaterException(
                "the binlog cannot be written: " + file + ": " + text(cause),
                "check the disk, then start again; writes without a reply since then may be lost",
                HeadwaterException.EXIT_UNAVAILABLE,
                cause);
    }

    /** What the system said; a mistake of ours also says what it is. */
    private static String text(Throwable cause) {
        return cause instanceof IOException && cause.getMessage() != null ? cause.getMessage() : cause.toString();
    }
}
