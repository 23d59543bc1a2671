package io.headwater.hub.cli;

import io.headwater.archive.RollPolicy;
import io.headwater.archive.gate.GatePolicy;
import io.headwater.hub.role.ArchiveOptions;
import io.headwater.hub.role.ArchiveRole;
import io.headwater.schemas.HeadwaterException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code headwater archive}. */
@Command(
        name = "archive",
        description = "Copy the binlog of every shard into an archive, until Ctrl-C.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  headwater archive --store file:/backup/headwater",
            "  headwater archive --store 's3://backups/headwater?region=eu-central-1' --roll-time 30s",
            "  headwater archive --store file:/backup/headwater --gate --keep-time 2d --keep-bytes 50gb",
            "  headwater archive --store file:/backup/headwater --snapshot-cron \"0 * * * *\" --snapshot-every-bytes 256mb",
            "  headwater archive --store file:/backup/headwater --expire --window 7d --daily 14 --metrics-port 9108",
            "  headwater archive --store file:/backup/headwater --kafka localhost:9092 --registry http://localhost:8081"
        })
final class ArchiveCommand implements Callable<Integer> {
    @Mixin Help help = new Help();

    @Mixin ClusterOptions cluster = new ClusterOptions();

    @Option(names = "--store", paramLabel = "URL", description = "The archive: file:DIRECTORY or s3://BUCKET/PREFIX (default: what --dir holds).")
    @Nullable String store;

    @Option(names = "--roll-size", paramLabel = "N", description = "A segment is stored once it has so many bytes (default: 64mb).")
    @Nullable String rollSize;

    @Option(names = "--roll-time", paramLabel = "T", description = "A segment is stored once its first record has waited so long (default: 10s).")
    @Nullable String rollTime;

    @Option(names = "--gate", description = "Also trim the topics: what no reader, no snapshot and no --keep needs is deleted.")
    boolean gate;

    @Option(names = "--keep-time", paramLabel = "T", description = "With --gate: records younger than this stay in the topics (default: 7d).")
    @Nullable String keepTime;

    @Option(
            names = "--keep-bytes",
            paramLabel = "N",
            description = "With --gate: beyond so many bytes of a topic, younger records may go too (default: no bound).")
    @Nullable String keepBytes;

    @Option(
            names = "--hold",
            paramLabel = "T",
            description = "With --gate: for so long at least a reader that has fallen silent is waited for (default: 1h).")
    @Nullable String hold;

    @Mixin KeeperArguments keeper = new KeeperArguments();

    ArchiveOptions options() {
        if (!gate && (keepTime != null || keepBytes != null || hold != null)) {
            throw new HeadwaterException(
                    "--keep-time, --keep-bytes and --hold have no use without --gate", "add --gate", HeadwaterException.EXIT_USAGE);
        }
        return new ArchiveOptions(cluster.addressWithKafka(), cluster.store(store), gate ? policy() : null, keeper.options());
    }

    RollPolicy roll() {
        RollPolicy byDefault = RollPolicy.DEFAULT;
        return new RollPolicy(
                rollSize == null ? byDefault.segmentBytes() : Quantities.bytes(rollSize),
                rollTime == null ? byDefault.intervalMs() : Quantities.ms(rollTime));
    }

    private GatePolicy policy() {
        GatePolicy byDefault = GatePolicy.DEFAULT;
        return new GatePolicy(
                keepTime == null ? byDefault.keepMs() : Quantities.ms(keepTime),
                keepBytes == null ? byDefault.keepBytes() : Quantities.bytes(keepBytes),
                hold == null ? byDefault.holdMs() : Quantities.ms(hold),
                byDefault.alarmBytes(),
                byDefault.alarmMs());
    }

    @Override
    public Integer call() {
        return ArchiveRole.run(options(), roll());
    }
}
