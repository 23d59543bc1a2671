package io.headwater.publisher;

import io.headwater.cache.binlog.BinlogReader;
import io.headwater.cache.node.LocalLog;
import io.headwater.schemas.LocalNote.KafkaNote;
import io.headwater.schemas.LogRecordReader;
import io.headwater.schemas.RecordKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A node's directory in memory, which a crash may shorten. */
final class MemoryLog implements LocalLog {
    /** A frame of the binlog: a record, or a note. */
    private record Frame(byte[] record, KafkaNote note, long epoch, long lastLsn, boolean endsEntry, long timeMs) {}

    private final String node;
    private final List<Frame> frames = new ArrayList<>();

    MemoryLog(String node) {
        this.node = node;
    }

    /** Loses frames from the end, as a power cut does, and then an incomplete entry. */
    void lose(int count) {
        for (int i = 0; i < count && !frames.isEmpty(); i++) {
            frames.removeLast();
        }
        while (!frames.isEmpty() && frames.getLast().note == null && !frames.getLast().endsEntry) {
            frames.removeLast();
        }
    }

    int frames() {
        return frames.size();
    }

    /** All records, in order. */
    List<byte[]> records() {
        return frames.stream().filter(frame -> frame.note == null).map(Frame::record).toList();
    }

    @Override
    public String nodeName() {
        return node;
    }

    @Override
    public String address() {
        return node + ":6379";
    }

    @Override
    public KafkaNote newestNote() {
        return frames.reversed().stream()
                .filter(frame -> frame.note != null)
                .map(Frame::note)
                .findFirst()
                .orElse(KafkaNote.NONE);
    }

    @Override
    public long lastLsn() {
        return lastLsnBelowEpoch(Long.MAX_VALUE);
    }

    @Override
    public long firstReadableLsn() {
        return 1;
    }

    @Override
    public long lastLsnBelowEpoch(long epoch) {
        return frames.stream()
                .filter(frame -> frame.note == null && frame.epoch < epoch)
                .mapToLong(Frame::lastLsn)
                .max()
                .orElse(0);
    }

    @Override
    public long lastTimeMs() {
        return frames.stream().mapToLong(Frame::timeMs).max().orElse(0);
    }

    @Override
    public void append(byte[] payload, int offset, int length) {
        LogRecordReader record = new LogRecordReader();
        record.wrap(payload, offset, length);
        if (record.kind() == RecordKind.BATCH && record.firstLsn() != lastLsn() + 1) {
            throw new AssertionError("lsn " + record.firstLsn() + " appended after " + lastLsn());
        }
        boolean endsEntry = record.kind() == RecordKind.BATCH
                || record.chunk().index() == record.chunk().count() - 1;
        frames.add(new Frame(
                Arrays.copyOfRange(payload, offset, offset + length),
                null,
                record.epoch(),
                record.lastLsn(),
                endsEntry,
                record.timeMs()));
    }

    @Override
    public void note(KafkaNote note) {
        frames.add(new Frame(null, note, 0, 0, true, 0));
    }

    @Override
    public BinlogReader reader(long afterLsn) {
        return new BinlogReader() {
            private int next;

            @Override
            public boolean next() {
                while (next < frames.size()) {
                    Frame frame = frames.get(next++);
                    if (frame.note == null && frame.lastLsn > afterLsn) {
                        return true;
                    }
                }
                return false;
            }

            @Override
            public byte[] bytes() {
                return frames.get(next - 1).record;
            }

            @Override
            public int offset() {
                return 0;
            }

            @Override
            public int length() {
                return bytes().length;
            }

            @Override
            public long lastLsn() {
                return frames.get(next - 1).lastLsn;
            }

            @Override
            public void close() {}
        };
    }
}
