package io.headwater.hub.doctor;

import io.headwater.replication.KafkaAccess;
import java.io.PrintStream;
import java.time.Duration;

/** Runs {@code headwater doctor}: compares a Kafka cluster and a cluster's topics in it with what is recommended. */
public final class Doctor {
    /** A person waits for the answer. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** The exit code when something should change. */
    public static final int EXIT_UNHEALTHY = 1;

    private Doctor() {}

    /**
     * Examines and prints.
     *
     * @param kafka bootstrap address
     * @param cluster the cluster's name, the prefix of its topics
     * @param json one JSON object instead of text
     * @return 0, or {@link #EXIT_UNHEALTHY} if anything is worse than a note
     * @throws io.headwater.schemas.HeadwaterException if Kafka cannot be reached
     */
    public static int run(String kafka, String cluster, boolean json, PrintStream out) {
        try (var access = new KafkaAccess(kafka, "headwater-doctor", PATIENCE)) {
            KafkaFacts facts = new KafkaExamination(access, cluster).facts();
            Report report = new Report(cluster, facts, Diagnosis.of(facts));
            out.print(json ? report.json() + "\n" : report.text());
            return report.isHealthy() ? 0 : EXIT_UNHEALTHY;
        }
    }
}
