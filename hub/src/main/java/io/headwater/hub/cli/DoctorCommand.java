package io.headwater.hub.cli;

import static java.util.Objects.requireNonNull;

import io.headwater.hub.doctor.Doctor;
import io.headwater.hub.role.ClusterAddress;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code headwater doctor}. */
@Command(
        name = "doctor",
        description = "Check Kafka and the cluster's topics against the recommended settings.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  headwater doctor                             the Kafka of ./data",
            "  headwater doctor --kafka localhost:9092 --cluster headwater",
            "  headwater doctor --kafka localhost:9092 --json",
            "",
            "Exit code 0: everything is as recommended, but for notes. 1: something should change."
        })
final class DoctorCommand implements Callable<Integer> {
    @Mixin Help help = new Help();

    @Mixin ClusterOptions cluster = new ClusterOptions();

    @Option(names = "--json", description = "Print one JSON object, good findings included.")
    boolean json;

    @Override
    public Integer call() {
        ClusterAddress address = cluster.addressWithKafka();
        return Doctor.run(requireNonNull(address.kafka()), address.name(), json, System.out);
    }
}
