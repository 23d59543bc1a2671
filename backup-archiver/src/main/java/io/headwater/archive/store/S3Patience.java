package io.headwater.archive.store;

import java.time.Duration;

/**
 * How long calls of an S3 server are waited for, and how often they are repeated. Repeated are calls that met a broken connection, a stall, an answer 5xx or
 * "slow down"; the pauses between them double, with jitter.
 *
 * @param connect for a connection
 * @param stall for the next bytes of an answer
 * @param attempt for one request and its answer, sending of up to {@link S3Upload#PART_BYTES} included
 * @param call for all attempts of one call
 * @param attempts of one call
 * @param firstPause before the second attempt, at most
 * @param longestPause between two attempts
 */
record S3Patience(
        Duration connect, Duration stall, Duration attempt, Duration call, int attempts, Duration firstPause, Duration longestPause) {
    static final S3Patience DEFAULT = new S3Patience(
            Duration.ofSeconds(5),
            Duration.ofSeconds(20),
            Duration.ofSeconds(60),
            Duration.ofSeconds(150),
            8,
            Duration.ofMillis(200),
            Duration.ofSeconds(10));
}
