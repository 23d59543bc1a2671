package io.headwater.hub.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.hub.doctor.KafkaFacts.Broker;
import io.headwater.hub.doctor.KafkaFacts.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DiagnosisTest {
    private static final long NOW_MS = 1_800_000_000_000L;

    private static final Map<String, String> BROKER = Map.of(
            "unclean.leader.election.enable", "false",
            "broker.session.timeout.ms", "3000",
            "broker.heartbeat.interval.ms", "500",
            "replica.lag.time.max.ms", "10000",
            "replica.fetch.wait.max.ms", "500",
            "auto.create.topics.enable", "false");

    private static final Map<String, String> LOG = Map.of(
            "min.insync.replicas", "2",
            "unclean.leader.election.enable", "false",
            "cleanup.policy", "delete",
            "retention.ms", "-1",
            "retention.bytes", "-1",
            "message.timestamp.type", "CreateTime",
            "message.timestamp.after.max.ms", Long.toString(Long.MAX_VALUE),
            "max.message.bytes", "1048588",
            "compression.type", "producer");

    @Test
    void aClusterAsRecommendedHasNothingButGoodFindings() {
        Report report = report(BROKER, LOG, NOW_MS);
        assertTrue(report.isHealthy());
        assertTrue(report.findings().stream().allMatch(finding -> finding.severity() == Severity.OK), report::text);
        assertTrue(report.text().endsWith("settings are as recommended; docs/kafka-settings.md explains each\n"), report::text);
    }

    @Test
    void everySettingOfALogThatIsNotAsRecommendedIsFound() {
        for (Setting setting : Recommendations.OF_LOGS) {
            String bad = setting.recommended().startsWith("at least") ? "1" : "another";
            Report report = report(BROKER, with(LOG, setting.name(), bad), NOW_MS);
            Finding found = worst(report);
            assertEquals(setting.name(), found.setting());
            assertEquals("topic c.binlog.0", found.subject());
            assertEquals(bad, found.value());
            assertFalse(report.isHealthy());
        }
    }

    @Test
    void everySettingOfABrokerThatIsNotAsRecommendedIsFound() {
        for (Setting setting : Recommendations.OF_BROKERS) {
            String bad = setting.recommended().startsWith("at most") ? "999999" : "true";
            Finding found = worst(report(with(BROKER, setting.name(), bad), LOG, NOW_MS));
            assertEquals(setting.name(), found.setting());
            assertTrue(found.subject().startsWith("broker "));
        }
    }

    @Test
    void aNoteAloneLeavesAClusterHealthy() {
        assertTrue(report(with(BROKER, "auto.create.topics.enable", "true"), LOG, NOW_MS).isHealthy());
    }

    @Test
    void aShardClockAheadOfThisMachineIsFound() {
        assertEquals("shard clock", worst(report(BROKER, LOG, NOW_MS + 5000)).setting());
        assertTrue(report(BROKER, LOG, NOW_MS - 3_600_000).isHealthy(), "an idle log is no wrong clock");
    }

    @Test
    void theJsonHoldsEveryFinding() {
        Report report = report(BROKER, with(LOG, "retention.ms", "1000"), NOW_MS);
        assertTrue(report.json().contains("\"healthy\":false"), report::json);
        assertTrue(report.json().contains("\"error\":1"), report::json);
        assertEquals(report.findings().size(), report.json().split("\"subject\":", -1).length - 1);
    }

    @Test
    void theDocumentationExplainsEverySetting() throws IOException {
        String page = Files.readString(Path.of("../docs/kafka-settings.md"));
        Stream.of(Recommendations.OF_BROKERS, Recommendations.OF_LOGS, Recommendations.OF_READERS)
                .flatMap(List::stream)
                .map(Setting::name)
                .forEach(name -> assertTrue(page.contains("`" + name + "`"), name));
        for (Finding finding : report(BROKER, LOG, NOW_MS).findings()) {
            assertTrue(page.contains(finding.setting()), finding.setting());
        }
    }

    private static Finding worst(Report report) {
        List<Finding> bad = report.findings().stream().filter(finding -> finding.severity() != Severity.OK).toList();
        assertFalse(bad.isEmpty());
        assertTrue(bad.stream().map(Finding::setting).distinct().count() == 1, bad::toString);
        return bad.getFirst();
    }

    private static Report report(Map<String, String> broker, Map<String, String> log, long newestMs) {
        KafkaFacts facts = new KafkaFacts(
                "k:9092",
                25,
                List.of(new Broker(1, broker), new Broker(2, broker), new Broker(3, broker)),
                List.of(
                        new Topic("c.binlog.0", true, 1, 3, 3, log, newestMs),
                        new Topic("c.readers", false, 1, 3, 3, with(LOG, "cleanup.policy", "compact"), -1)),
                NOW_MS);
        return new Report("c", facts, Diagnosis.of(facts));
    }

    private static Map<String, String> with(Map<String, String> settings, String name, String value) {
        Map<String, String> changed = new HashMap<>(settings);
        changed.put(name, value);
        return changed;
    }
}
