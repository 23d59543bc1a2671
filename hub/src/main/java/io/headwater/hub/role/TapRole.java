package io.headwater.hub.role;

import static java.util.Objects.requireNonNull;

import io.headwater.hub.tap.Tap;
import io.headwater.replication.KafkaAccess;
import io.headwater.replication.KafkaClusterDirectory;
import io.headwater.replication.LogReader;
import io.headwater.replication.RecordSchemas;
import io.headwater.replication.RegistryAdapter;
import io.headwater.replication.ShardReader;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.LocalNote.KafkaNote;
import io.headwater.schemas.Position;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Runs {@code headwater tap}. */
public final class TapRole {
    private static final int BUFFER_BYTES = 64 * 1024;

    private TapRole() {}

    /** Returns the exit code. */
    public static int run(TapOptions options) {
        List<ShardReader> readers = new ArrayList<>();
        try (var access = new KafkaAccess(requireNonNull(options.cluster().kafka()), "headwater-tap")) {
            var logs = new LogReader(access, lookup(options.cluster().registry()), options.cluster().name());
            for (int shard : shards(options, access)) {
                readers.add(logs.open(shard, KafkaNote.NONE));
            }
            print(readers, options);
            return 0;
        } finally {
            readers.forEach(ShardReader::close);
        }
    }

    private static void print(List<ShardReader> readers, TapOptions options) {
        Long fromMs = options.fromMs();
        Position from = options.fromPosition();
        try (var out = new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), BUFFER_BYTES)) {
            new Tap(readers, out).run(fromMs == null ? 0 : fromMs, from == null ? Position.START : from, options.follow());
        } catch (IOException e) {
            // Whoever read the output has seen enough, as `head` has.
        }
    }

    private static List<Integer> shards(TapOptions options, KafkaAccess access) {
        int known = KafkaClusterDirectory.read(access, options.cluster().name()).shards();
        if (known == 0) {
            throw new HeadwaterException(
                    "no node of the cluster " + options.cluster().name() + " has ever used Kafka at " + access.bootstrapServers(),
                    "check --cluster and --kafka",
                    HeadwaterException.EXIT_UNAVAILABLE);
        }
        Integer shard = options.shard();
        if (shard != null && shard >= known) {
            throw new HeadwaterException(
                    "--shard " + shard + " is not a shard of a cluster of " + known,
                    "shards are numbered from 0",
                    HeadwaterException.EXIT_USAGE);
        }
        return shard != null ? List.of(shard) : IntStream.range(0, known).boxed().toList();
    }

    /** Asked only about records without a fingerprint of their own, which no version of ours writes: the client is made then. */
    private static RecordSchemas.@Nullable Lookup lookup(@Nullable String registry) {
        return registry == null ? null : id -> new RegistryAdapter(registry).fingerprint(id);
    }
}
