package io.headwater.hub.doctor;

import io.headwater.hub.doctor.KafkaFacts.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Judges facts by the recommendations. Pure: the same facts give the same findings. */
final class Diagnosis {
    /** Clocks of one data centre agree better than this; a restore across shards is exact to their difference. */
    private static final long CLOCK_TOLERANCE_MS = 500;

    /** Below it the brokers lack what readers rely on; the last level of Kafka 3.7. */
    private static final int OLDEST_LEVEL = 19;

    private Diagnosis() {}

    /** One finding for each setting of each broker and topic, the good ones included. */
    static List<Finding> of(KafkaFacts facts) {
        List<Finding> findings = new ArrayList<>();
        findings.add(version(facts.metadataLevel()));
        findings.add(new Finding(
                "cluster",
                "brokers",
                facts.brokers().size() >= Recommendations.REPLICATION ? Severity.OK : Severity.WARNING,
                Integer.toString(facts.brokers().size()),
                "at least " + Recommendations.REPLICATION,
                "one broker can fail while the log goes on; a single one survives the kill of its process, not a power cut"));
        facts.brokers().forEach(broker -> judge("broker " + broker.id(), broker.settings(), Recommendations.OF_BROKERS, findings));
        if (facts.topics().stream().noneMatch(Topic::log)) {
            findings.add(new Finding(
                    "cluster", "topics", Severity.NOTE, "no log", "one log per shard", "nothing to check before the first primary has started"));
        }
        for (Topic topic : facts.topics()) {
            topic(topic, facts, findings);
        }
        return findings;
    }

    private static Finding version(int level) {
        return new Finding(
                "cluster",
                "metadata.version",
                level >= OLDEST_LEVEL ? Severity.OK : Severity.WARNING,
                Integer.toString(level),
                "at least " + OLDEST_LEVEL + ", Kafka 3.7",
                "elections under KRaft, topic ids and leader epochs, by which readers notice a log that was truncated or made anew");
    }

    private static void topic(Topic topic, KafkaFacts facts, List<Finding> findings) {
        String subject = "topic " + topic.name();
        findings.add(new Finding(
                subject,
                "replication factor",
                topic.replicas() >= Recommendations.REPLICATION ? Severity.OK : Severity.ERROR,
                Integer.toString(topic.replicas()),
                "at least " + Recommendations.REPLICATION,
                "the loss of a broker loses nothing that was acknowledged, and does not stop writes"));
        findings.add(new Finding(
                subject,
                "in-sync replicas",
                topic.inSync() == topic.replicas() ? Severity.OK : Severity.WARNING,
                topic.inSync() + " of " + topic.replicas(),
                "all",
                "every copy can take over at once"));
        if (topic.partitions() != 1) {
            findings.add(new Finding(
                    subject, "partitions", Severity.ERROR, Integer.toString(topic.partitions()), "1", "one order of all writes of a shard"));
        }
        judge(subject, topic.settings(), topic.log() ? Recommendations.OF_LOGS : Recommendations.OF_READERS, findings);
        if (topic.log() && topic.newestMs() >= 0) {
            findings.add(clock(subject, topic.newestMs() - facts.examinedMs()));
        }
    }

    /** The shard clock as its newest record tells it; one that lies behind may just have nothing to say. */
    private static Finding clock(String subject, long aheadMs) {
        return new Finding(
                subject,
                "shard clock",
                aheadMs <= CLOCK_TOLERANCE_MS ? Severity.OK : Severity.WARNING,
                aheadMs > 0 ? aheadMs + " ms ahead of this machine" : "newest record " + -aheadMs + " ms old",
                "at most " + CLOCK_TOLERANCE_MS + " ms ahead of this machine",
                "restores across shards, expiries and the replicas' lag in ms are as exact as the clocks");
    }

    private static void judge(
            String subject, Map<String, String> values, List<Setting> settings, List<Finding> findings) {
        for (Setting setting : settings) {
            String value = values.get(setting.name());
            if (value != null) {
                findings.add(setting.judge(subject, value));
            }
        }
    }
}
