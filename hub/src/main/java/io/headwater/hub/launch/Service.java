package io.headwater.hub.launch;

import java.time.Duration;

/**
 * A child that serves something.
 *
 * @param title what people call it, for example {@code the Kafka broker}
 * @param spec how it is started
 * @param address where it listens, as clients write it; may be empty
 * @param probe whether it serves yet
 * @param startTimeout how long it may take until it serves
 * @param stopTimeout how long it may take to end after SIGTERM
 */
public record Service(
        String title, ChildSpec spec, String address, Probe probe, Duration startTimeout, Duration stopTimeout) {}
