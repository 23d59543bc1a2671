package io.headwater.cache.binlog;

import io.headwater.schemas.Actor;
import io.headwater.schemas.Cause;
import io.headwater.schemas.FrameCodec;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.LogRecordReader;
import io.headwater.schemas.LogSchema;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes that a deposed primary had executed, and perhaps acknowledged below the level {@code log}, and that the log does not have: kept beside its binlog for people to
 * look at and to apply again.
 *
 * <pre>
 * DIR/ledger/[epoch]-[firstLsn]-[lastLsn].ledger
 *
 *  0..63   a segment's header ({@link SegmentHeader}); its number is the epoch
 * 64..     the frames of that epoch as they stood in the binlog, byte for byte: [length][crc32c][kind][payload]
 * </pre>
 *
 * A file is there under its name only when it is complete and on the disk. Nothing deletes or changes one. Safe for several threads and processes that read; one adds.
 */
public final class LostWritesLedger {
    private static final Pattern NAME = Pattern.compile("(\\d+)-(\\d+)-(\\d+)\\.ledger");
    private static final String UNFINISHED = ".tmp";

    private final Path folder;

    /**
     * Lost writes of one epoch.
     *
     * @param file that holds them
     * @param epoch in which they were written
     * @param firstLsn of the first of them: the log went on behind the lsn below it
     * @param lastLsn of the last
     * @param bytes the file's size
     * @param foundMs when they were found to be lost, wall clock
     */
    public record Range(Path file, long epoch, long firstLsn, long lastLsn, long bytes, long foundMs) {}

    /**
     * One lost entry: what one command or transaction had done.
     *
     * @param timeMs of the shard clock, since 1970
     * @param actor who wrote it, when known
     * @param database of the first effect
     * @param effects in their order; empty for a control entry
     */
    public record Entry(long epoch, long lsn, long timeMs, @Nullable Actor actor, int database, List<Effect> effects) {}

    /**
     * A deterministic Redis command.
     *
     * @param arguments its name among them
     */
    public record Effect(Cause cause, List<byte[]> arguments) {}

    /** @param folder need not exist */
    public LostWritesLedger(Path folder) {
        this.folder = folder;
    }

    /** The ledger of a node's directory. */
    public static LostWritesLedger of(Path nodeDirectory) {
        return new LostWritesLedger(nodeDirectory.resolve("ledger"));
    }

    /**
     * All ranges, by epoch and lsn.
     *
     * @throws HeadwaterException if the folder cannot be read
     */
    public List<Range> list() {
        List<Range> ranges = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Matcher name = NAME.matcher(file.getFileName().toString());
                if (!name.matches()) {
                    continue;
                }
                ranges.add(new Range(
                        file,
                        Long.parseLong(name.group(1)),
                        Long.parseLong(name.group(2)),
                        Long.parseLong(name.group(3)),
                        Files.size(file),
                        Files.getLastModifiedTime(file).toMillis()));
            }
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw BinlogFailures.unreadable(folder.toString(), e);
        }
        ranges.sort(Comparator.comparingLong(Range::epoch).thenComparingLong(Range::firstLsn));
        return ranges;
    }

    /**
     * Goes over a range's entries, oldest first. Chunks of an entry that was never completed are passed over.
     *
     * @throws HeadwaterException if the file cannot be read or is damaged
     */
    public void read(Range range, Consumer<Entry> each) {
        LogRecordReader record = new LogRecordReader();
        ChunkAssembler chunks = new ChunkAssembler();
        try (SegmentFile file = DiskSegmentStore.open(range.file())) {
            FrameReader frames = new FrameReader(file);
            while (true) {
                FrameReader.Found found = frames.next(range.bytes());
                if (found == FrameReader.Found.BROKEN) {
                    throw BinlogFailures.damaged(range.file().toString(), frames.position(), frames.problem());
                }
                if (found == FrameReader.Found.END) {
                    return;
                }
                record.wrap(frames.bytes(), frames.payloadOffset(), frames.payloadLength());
                if (chunks.entries(record)) {
                    while (record.nextEntry()) {
                        each.accept(entry(record));
                    }
                }
            }
        } catch (IOException e) {
            throw BinlogFailures.unreadable(range.file().toString(), e);
        }
    }

    private static Entry entry(LogRecordReader record) {
        List<Effect> effects = new ArrayList<>();
        while (record.nextEffect()) {
            List<byte[]> arguments = new ArrayList<>();
            for (int i = 0; i < record.argumentCount(); i++) {
                arguments.add(record.argument(i));
            }
            effects.add(new Effect(record.cause(), List.copyOf(arguments)));
        }
        return new Entry(record.epoch(), record.lsn(), record.entryTimeMs(), record.actor(), record.database(), List.copyOf(effects));
    }

    /**
     * Copies a void tail in, and returns when it is safe on the disk. What is there already, after a crash between this and the cut, is not copied again.
     *
     * @return the ranges that hold the tail
     * @throws HeadwaterException if the disk refuses
     */
    public List<Range> add(VoidTail tail) {
        TreeMap<Long, long[]> lsnsByEpoch = new TreeMap<>();
        tail.visit((record, segment, frame) -> {
            long[] lsns = lsnsByEpoch.computeIfAbsent(record.epoch(), epoch -> new long[] {firstLsn(record), 0});
            lsns[1] = record.lastLsn();
            return true;
        });
        try {
            for (var lsns : lsnsByEpoch.entrySet()) {
                addEpoch(tail, lsns.getKey(), lsns.getValue()[0], lsns.getValue()[1]);
            }
        } catch (IOException e) {
            throw BinlogFailures.writeFailed(folder.toString(), e);
        }
        return list().stream()
                .filter(range -> covers(range, lsnsByEpoch.get(range.epoch())))
                .toList();
    }

    private static boolean covers(Range range, long @Nullable [] lsns) {
        return lsns != null && range.firstLsn() <= lsns[0] && range.lastLsn() >= lsns[1];
    }

    private static long firstLsn(LogRecordReader record) {
        return switch (record.kind()) {
            case BATCH -> record.firstLsn();
            default -> record.lastLsn();
        };
    }

    private void addEpoch(VoidTail tail, long epoch, long firstLsn, long lastLsn) throws IOException {
        long[] lsns = {firstLsn, lastLsn};
        if (list().stream().anyMatch(range -> range.epoch() == epoch && covers(range, lsns))) {
            return;
        }
        Files.createDirectories(folder);
        sync(folder.toAbsolutePath().getParent());
        Path file = folder.resolve(epoch + "-" + firstLsn + "-" + lastLsn + ".ledger");
        Path beside = file.resolveSibling(file.getFileName() + UNFINISHED);
        try (FileChannel out = FileChannel.open(
                beside, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            RecoveredBinlog from = tail.recovered();
            write(out, new SegmentHeader(from.shard(), LogSchema.FINGERPRINT, from.timeline(), epoch, firstLsn, 0).encoded());
            tail.visit((record, segment, frame) -> {
                if (record.epoch() == epoch) {
                    int start = frame.payloadOffset() - FrameCodec.HEADER_BYTES;
                    write(out, ByteBuffer.wrap(frame.bytes(), start, FrameCodec.HEADER_BYTES + frame.payloadLength()));
                }
                return true;
            });
            out.force(true);
        }
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
        sync(folder);
    }

    private static void write(FileChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }

    private static void sync(@Nullable Path directory) throws IOException {
        if (directory == null) {
            return;
        }
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
