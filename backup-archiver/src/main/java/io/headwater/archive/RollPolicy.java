package io.headwater.archive;

import io.headwater.schemas.HeadwaterException;

/**
 * When a segment is closed and stored.
 *
 * @param segmentBytes once the file has so many bytes; from 1 KiB to 1 GiB
 * @param intervalMs once its first record has waited so long; from 100 ms. As often, an idle log's archive says that nothing came
 */
public record RollPolicy(long segmentBytes, long intervalMs) {
    /** 64 MiB or 10 s. */
    public static final RollPolicy DEFAULT = new RollPolicy(64L << 20, 10_000);

    public RollPolicy {
        if (segmentBytes < 1024 || segmentBytes > 1L << 30 || intervalMs < 100) {
            throw new HeadwaterException(
                    "segments of " + segmentBytes + " bytes or " + intervalMs + " ms are not possible",
                    "give 1 KiB to 1 GiB, and at least 100 ms",
                    HeadwaterException.EXIT_USAGE);
        }
    }
}
