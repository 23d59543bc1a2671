package io.headwater.publisher;

import io.headwater.cache.node.config.LeaseTimes;
import java.time.Duration;

/**
 * How long a primary may answer without news of its log, and how long others wait. Any node's challenge is longer than any node's lease: {@link LeaseTimes} has the argument.
 *
 * @param lease a primary answers for this long after it handed over the newest record that the log is known to hold
 * @param heartbeat between the heartbeats of an idle primary; several fit into a lease
 * @param challenge for how long a challenger must have heard nothing; longer than the lease, by more than clocks and threads stray in that time
 * @param challengeStep added to it for each step of a challenger's priority, so that the first is alone
 * @param handOverStep for each step of priority, when the primary has handed over and nobody needs to wait
 * @param resume a primary that handed over claims again when nobody else did for so long
 */
public record LeaseTimings(
        Duration lease,
        Duration heartbeat,
        Duration challenge,
        Duration challengeStep,
        Duration handOverStep,
        Duration resume) {
    /** A failover within a second: 500 ms lease, 100 ms heartbeat, 650 ms challenge. */
    public static final LeaseTimings DEFAULT = new LeaseTimings(
            Duration.ofMillis(500),
            Duration.ofMillis(100),
            Duration.ofMillis(650),
            Duration.ofMillis(150),
            Duration.ofMillis(20),
            Duration.ofSeconds(1));

    /** What a node was told, and what nobody needs to choose. */
    public static LeaseTimings of(LeaseTimes times) {
        return new LeaseTimings(
                Duration.ofMillis(times.leaseMs()),
                Duration.ofMillis(times.heartbeatMs()),
                Duration.ofMillis(times.challengeMs()),
                Duration.ofMillis(times.challengeStepMs()),
                DEFAULT.handOverStep,
                DEFAULT.resume);
    }

    /** @throws IllegalArgumentException if a challenger could claim while a lease still runs */
    public LeaseTimings {
        if (challenge.compareTo(lease) <= 0) {
            throw new IllegalArgumentException("a challenger must wait longer than a lease of " + lease + ", not " + challenge);
        }
        if (heartbeat.compareTo(lease) >= 0) {
            throw new IllegalArgumentException("a heartbeat each " + heartbeat + " cannot keep a lease of " + lease);
        }
    }
}
