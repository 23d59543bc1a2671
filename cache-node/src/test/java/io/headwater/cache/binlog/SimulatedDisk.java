package io.headwater.cache.binlog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A disk behind a page cache, as a machine that loses power sees it: of every page written since the last sync either the old or the new content is there
 * afterwards, or a mixture; of every directory change since the last sync it happened or it did not. A failed sync drops its pages' dirty marks and
 * keeps their cached content, as Linux does. Every operation counts, so that a test can stop the world at each.
 */
public final class SimulatedDisk implements SegmentStore {
    /** The power went, or the process was killed, at this operation. */
    public static final class Crash extends Error {
        private static final long serialVersionUID = 1;

        Crash() {
            super("crash", null, false, false);
        }
    }

    private final Random random;
    private final int pageBytes;
    private final Map<Long, Content> cached = new TreeMap<>();
    private Map<Long, Content> durable = new TreeMap<>();
    private final Map<Long, Boolean> pendingEntries = new LinkedHashMap<>();
    private long operations;
    private long crashAt = Long.MAX_VALUE;
    private double failureRate;
    private long capacityBytes = Long.MAX_VALUE;
    private Runnable beforeSync = () -> {};

    public SimulatedDisk(Random random, int pageBytes) {
        this.random = random;
        this.pageBytes = pageBytes;
    }

    long operations() {
        return operations;
    }

    /** Throws {@link Crash} after so many more operations. */
    void crashAfter(long more) {
        crashAt = operations + more;
    }

    /** Runs before each sync of a file, which takes as long. */
    public void beforeSync(Runnable delay) {
        beforeSync = delay;
    }

    /** How often a write or sync fails. */
    public void failureRate(double rate) {
        failureRate = rate;
    }

    void capacityBytes(long bytes) {
        capacityBytes = bytes;
    }

    /** The process is gone and the machine goes on: everything written is still there. */
    public void killProcess() {
        crashAt = Long.MAX_VALUE;
        failureRate = 0;
    }

    /** The machine lost power and is back. */
    public void losePower() {
        killProcess();
        pendingEntries.forEach((number, present) -> {
            if (random.nextBoolean()) {
                setDurable(number, present);
            }
        });
        pendingEntries.clear();
        cached.clear();
        durable.forEach((number, content) -> {
            content.losePower();
            cached.put(number, content);
        });
    }

    private void setDurable(long number, boolean present) {
        if (present) {
            Content content = cached.get(number);
            if (content != null) {
                durable.put(number, content);
            }
        } else {
            durable.remove(number);
        }
    }

    private boolean countOperation() {
        operations++;
        return operations >= crashAt;
    }

    private void operation() {
        if (countOperation()) {
            throw new Crash();
        }
    }

    private void mayFail() throws IOException {
        if (failureRate > 0 && random.nextDouble() < failureRate) {
            throw new IOException("Input/output error");
        }
    }

    private Content find(long number) throws NoSuchFileException {
        Content content = cached.get(number);
        if (content == null) {
            throw new NoSuchFileException(describe(number));
        }
        return content;
    }

    /** Changes a byte behind everybody's back. */
    void flip(long number, long offset, int mask) throws IOException {
        Content content = find(number);
        content.cache[(int) offset] ^= (byte) mask;
        content.disk[(int) offset] ^= (byte) mask;
    }

    /** A copy of a file as a process sees it. */
    byte[] bytes(long number) throws IOException {
        Content content = find(number);
        return Arrays.copyOf(content.cache, content.size);
    }

    /** Puts a file there, safe on disk. */
    void put(long number, byte[] bytes) {
        Content content = new Content(bytes.length);
        System.arraycopy(bytes, 0, content.cache, 0, bytes.length);
        System.arraycopy(bytes, 0, content.disk, 0, bytes.length);
        content.diskSize = bytes.length;
        cached.put(number, content);
        durable.put(number, content);
    }

    @Override
    public List<Long> numbers() {
        return new ArrayList<>(cached.keySet());
    }

    @Override
    public SegmentFile create(long number, long size) throws IOException {
        operation();
        if (cached.containsKey(number)) {
            throw new IOException("exists: " + describe(number));
        }
        long used = cached.values().stream().mapToLong(content -> content.size).sum();
        if (used + size > capacityBytes) {
            throw new DiskFullException("no space left for " + describe(number), null);
        }
        Content content = new Content((int) size);
        cached.put(number, content);
        pendingEntries.put(number, true);
        return new Handle(content);
    }

    @Override
    public SegmentFile open(long number, Access access) throws IOException {
        return new Handle(find(number));
    }

    @Override
    public void delete(long number) {
        operation();
        if (cached.remove(number) != null) {
            pendingEntries.put(number, false);
        }
    }

    @Override
    public void syncDirectory() throws IOException {
        operation();
        mayFail();
        pendingEntries.forEach(this::setDurable);
        pendingEntries.clear();
    }

    @Override
    public String describe(long number) {
        return "sim/%020d.seg".formatted(number);
    }

    /** A file's pages in the cache and on the disk. */
    private final class Content {
        private final byte[] cache;
        private final byte[] disk;
        private final BitSet dirty = new BitSet();
        private int size;
        private int diskSize;

        Content(int size) {
            this.size = size;
            diskSize = 0;
            cache = new byte[size];
            disk = new byte[size];
        }

        public void losePower() {
            for (int page = dirty.nextSetBit(0); page >= 0; page = dirty.nextSetBit(page + 1)) {
                int from = page * pageBytes;
                int to = Math.min(cache.length, from + pageBytes);
                switch (random.nextInt(4)) {
                    case 0 -> System.arraycopy(cache, from, disk, from, to - from);
                    case 1 -> System.arraycopy(cache, from, disk, from, random.nextInt(to - from));
                    default -> {
                        // the page never got there
                    }
                }
            }
            dirty.clear();
            if (random.nextBoolean()) {
                diskSize = size;
            }
            size = diskSize;
            System.arraycopy(disk, 0, cache, 0, cache.length);
            Arrays.fill(cache, size, cache.length, (byte) 0);
            Arrays.fill(disk, size, disk.length, (byte) 0);
        }

        void sync() {
            for (int page = dirty.nextSetBit(0); page >= 0; page = dirty.nextSetBit(page + 1)) {
                int from = page * pageBytes;
                System.arraycopy(cache, from, disk, from, Math.min(cache.length, from + pageBytes) - from);
            }
            if (diskSize > size) {
                Arrays.fill(disk, size, diskSize, (byte) 0);
            }
            diskSize = size;
            dirty.clear();
        }
    }

    /** An open file. */
    private final class Handle implements SegmentFile {
        private final Content content;

        Handle(Content content) {
            this.content = content;
        }

        @Override
        public void write(ByteBuffer source, long position) throws IOException {
            boolean crash = countOperation();
            boolean fails = failureRate > 0 && random.nextDouble() < failureRate;
            int length = crash || fails ? random.nextInt(source.remaining() + 1) : source.remaining();
            if (position + length > content.cache.length) {
                throw new IOException("a write beyond what was reserved");
            }
            source.get(content.cache, (int) position, length);
            if (length > 0) {
                content.dirty.set((int) position / pageBytes, ((int) position + length - 1) / pageBytes + 1);
            }
            content.size = Math.max(content.size, (int) position + length);
            if (crash) {
                throw new Crash();
            }
            if (fails) {
                throw new IOException("Input/output error");
            }
        }

        @Override
        public int read(ByteBuffer target, long position) {
            int length = (int) Math.min(target.remaining(), content.size - position);
            if (length <= 0) {
                return -1;
            }
            target.put(content.cache, (int) position, length);
            return length;
        }

        @Override
        public void force(boolean metadata) throws IOException {
            beforeSync.run();
            operation();
            if (failureRate > 0 && random.nextDouble() < failureRate) {
                content.dirty.clear(); // and nobody will ever be told again
                throw new IOException("Input/output error");
            }
            content.sync();
        }

        @Override
        public void truncate(long size) {
            operation();
            content.size = (int) Math.min(content.size, size);
            int pages = (content.size + pageBytes - 1) / pageBytes;
            content.dirty.clear(pages, Math.max(pages, content.dirty.length()));
            Arrays.fill(content.cache, content.size, content.cache.length, (byte) 0);
        }

        @Override
        public long size() {
            return content.size;
        }

        @Override
        public void close() {
            // nothing is held
        }
    }
}
