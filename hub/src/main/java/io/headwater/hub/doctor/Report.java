package io.headwater.hub.doctor;

import io.headwater.restore.text.Json;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What the doctor says.
 *
 * @param cluster the cluster's name
 * @param findings the good ones included
 */
record Report(String cluster, KafkaFacts facts, List<Finding> findings) {
    /** Whether nothing worse than a note was found. */
    boolean isHealthy() {
        return findings.stream().allMatch(finding -> finding.severity().compareTo(Severity.NOTE) <= 0);
    }

    /** For people: what should change, the worst first, with what it buys; then what is as it should be. */
    String text() {
        StringBuilder out = new StringBuilder(String.format(
                Locale.ROOT,
                "cluster %s on Kafka at %s: %d broker%s, %d topics%n",
                cluster,
                facts.address(),
                facts.brokers().size(),
                facts.brokers().size() == 1 ? "" : "s",
                facts.topics().size()));
        findings.stream()
                .filter(finding -> finding.severity() != Severity.OK)
                .sorted(Comparator.comparing(Finding::severity).reversed())
                .forEach(finding -> out.append(String.format(
                        Locale.ROOT,
                        "%n%-8s %s: %s = %s%n         recommended: %s%n         %s%n",
                        finding.severity().text(),
                        finding.subject(),
                        finding.setting(),
                        finding.value(),
                        finding.recommended(),
                        finding.buys())));
        long good = findings.stream().filter(finding -> finding.severity() == Severity.OK).count();
        out.append(String.format(Locale.ROOT, "%n%d settings are as recommended; docs/kafka-settings.md explains each%n", good));
        return out.toString();
    }

    /** For programs: one object. */
    String json() {
        Json json = new Json();
        json.object()
                .member("cluster", cluster)
                .member("kafka", facts.address())
                .member("healthy", isHealthy())
                .object("count");
        findings.stream()
                .collect(Collectors.groupingBy(Finding::severity, TreeMap::new, Collectors.counting()))
                .forEach((severity, count) -> json.member(severity.text(), count));
        json.endObject().array("findings");
        for (Finding finding : findings) {
            json.object()
                    .member("severity", finding.severity().text())
                    .member("subject", finding.subject())
                    .member("setting", finding.setting())
                    .member("value", finding.value())
                    .member("recommended", finding.recommended())
                    .member("buys", finding.buys())
                    .endObject();
        }
        return json.endArray().endObject().toString();
    }
}
