package io.headwater.hub.role;

import static java.util.Objects.requireNonNull;

import io.headwater.cache.node.ClusterDirectory;
import io.headwater.cache.node.ClusterDirectory.Reader;
import io.headwater.replication.KafkaAccess;
import io.headwater.replication.KafkaClusterDirectory;
import io.headwater.replication.RegistryAdapter;
import io.headwater.restore.tap.Tap;
import io.headwater.schemas.Position;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the log keep what a following tap has not printed yet: one registered reader for each shard. A tap with a name of its user's choice stays registered when it ends, for its
 * time to live, so that one of the same name may go on; any other is forgotten at once. One thread.
 */
final class TapRegistration implements Tap.Place, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TapRegistration.class);
    private static final String ROLE = "tap";

    private final TapOptions options;
    private final @Nullable KafkaAccess access;
    private final @Nullable ClusterDirectory directory;
    private final String name;
    private final List<String> registered = new ArrayList<>();

    private TapRegistration(TapOptions options, @Nullable KafkaAccess access, @Nullable ClusterDirectory directory) {
        this.options = options;
        this.access = access;
        this.directory = directory;
        String chosen = options.name();
        this.name = chosen != null ? chosen : "tap-" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    }

    /**
     * Registers, if the tap follows.
     *
     * @throws io.headwater.schemas.HeadwaterException if Kafka or the registry cannot be used
     */
    static TapRegistration of(TapOptions options, int shards) {
        if (!options.follow()) return new TapRegistration(options, null, null);
        String registry = options.cluster().registry();
        if (registry == null) {
            LOG.warn("not registered as a reader, since no schema registry is known (--registry): the log may be trimmed before the tap has printed it");
            return new TapRegistration(options, null, null);
        }
        KafkaAccess access = new KafkaAccess(requireNonNull(options.cluster().kafka()), "headwater-tap");
        try {
            TapRegistration registration =
                    new TapRegistration(options, access, KafkaClusterDirectory.open(access, new RegistryAdapter(registry), options.cluster().name()));
            registration.register(shards);
            return registration;
        } catch (RuntimeException refused) {
            access.close();
            throw refused;
        }
    }

    private void register(int shards) {
        Integer only = options.shard();
        for (int shard = 0; shard < shards; shard++) {
            if (only != null && only != shard) continue;
            Reader reader = reader(shard, Position.START, Reader.UNKNOWN_OFFSET);
            requireNonNull(directory).register(reader);
            registered.add(reader.name());
        }
    }

    private Reader reader(int shard, Position position, long neededOffset) {
        return new Reader(name + "-" + shard, ROLE, shard, "", position, neededOffset, System.currentTimeMillis(), options.timeToLiveMs());
    }

    @Override
    public void reached(int shard, Position position, long neededOffset) {
        // The directory thins reports out, by name.
        if (directory != null) directory.announceReader(reader(shard, position, neededOffset));
    }

    @Override
    public void close() {
        if (directory == null || access == null) return;
        directory.close();
        if (options.name() == null) {
            for (String reader : registered) KafkaClusterDirectory.remove(access, options.cluster().name(), reader);
        }
        access.close();
    }
}
