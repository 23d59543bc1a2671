package io.headwater.hub.role;

import static java.util.Objects.requireNonNull;

import io.headwater.archive.Archive;
import io.headwater.archive.Archiver;
import io.headwater.archive.KafkaShardTopics;
import io.headwater.archive.RollPolicy;
import io.headwater.archive.gate.GatePolicy;
import io.headwater.archive.gate.RetentionGate;
import io.headwater.archive.store.ObjectStores;
import io.headwater.hub.Exit;
import io.headwater.replication.KafkaAccess;
import io.headwater.replication.KafkaClusterDirectory;
import io.headwater.replication.KafkaRetention;
import io.headwater.replication.LogReader;
import io.headwater.replication.RecordSchemas;
import io.headwater.replication.RegistryAdapter;
import io.headwater.schemas.HeadwaterException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Runs {@code headwater archive}. */
public final class ArchiveRole {
    private ArchiveRole() {}

    /**
     * Archives until the process is asked to stop; what was read by then is stored.
     *
     * @param roll when a segment is stored
     * @return the exit code
     */
    public static int run(ArchiveOptions options, RollPolicy roll) {
        ClusterAddress cluster = options.cluster();
        String registryUrl = cluster.registry();
        if (registryUrl == null) {
            throw new HeadwaterException(
                    "no schema registry is known", "add --registry URL", HeadwaterException.EXIT_USAGE);
        }
        try (var access = new KafkaAccess(requireNonNull(cluster.kafka()), "headwater-archiver");
                var store = ObjectStores.open(options.store())) {
            var registry = new RegistryAdapter(registryUrl);
            var reader = new LogReader(access, registry, cluster.name());
            var archive = new Archive(store, cluster.name());
            try (var directory = KafkaClusterDirectory.open(access, registry, cluster.name());
                    var archiver = new Archiver(
                            archive,
                            new KafkaShardTopics(reader),
                            () -> new RecordSchemas(registry),
                            directory,
                            roll,
                            Path.of(System.getProperty("java.io.tmpdir")),
                            gate(options.gate(), archive, access, directory));
                    var keeper = options.keeper().isNone() ? null : new BackupKeeper(archive, cluster, options.store(), options.keeper())) {
                Exit.onSignal(archiver::close);
                archiver.run();
                return 0;
            }
        }
    }

    private static @Nullable RetentionGate gate(
            @Nullable GatePolicy policy, Archive archive, KafkaAccess access, KafkaClusterDirectory directory) {
        return policy == null
                ? null
                : new RetentionGate(
                        archive,
                        new KafkaRetention(access, archive.cluster()),
                        directory::readers,
                        policy,
                        System::currentTimeMillis);
    }
}
