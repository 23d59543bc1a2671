package io.headwater.hub.cli;

import io.headwater.archive.Archive;
import io.headwater.archive.store.ObjectStores;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options by which a command finds an archive; Kafka is not needed. */
final class ArchiveAddress {
    @Mixin ClusterOptions cluster = new ClusterOptions();

    @Option(names = "--store", paramLabel = "URL", description = "The archive (default: what --dir holds).")
    @Nullable String store;

    /** Opens the archive for one use. */
    <T> T with(Function<Archive, T> use) {
        try (var open = ObjectStores.open(url())) {
            return use.apply(new Archive(open, cluster.address().name()));
        }
    }

    String url() {
        return cluster.store(store);
    }
}
