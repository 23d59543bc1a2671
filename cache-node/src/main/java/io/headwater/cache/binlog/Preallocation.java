package io.headwater.cache.binlog;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reserves a file's blocks: by {@code posix_fallocate(3)} where the platform has it, else by writing zeros. The java library offers neither the call
 * nor a channel's file descriptor, so the file is opened a second time for it.
 */
final class Preallocation {
    /** errno values that Linux has on every architecture that a JDK 25 runs on. */
    private static final int EINTR = 4;

    private static final int EINVAL = 22;
    private static final int ENOSPC = 28;
    private static final int ENOSYS = 38;
    private static final int EOPNOTSUPP = 95;
    private static final int EDQUOT = 122;
    private static final int O_RDWR_CLOEXEC = 0x80002;
    private static final int ZEROS_BYTES = 1024 * 1024;
    private static final int INTERRUPTED_TRIES = 100;

    private static final @Nullable LibC LIBC = LibC.find().orElse(null);

    private Preallocation() {}

    /**
     * Extends the empty file to {@code size} zero bytes with blocks behind them.
     *
     * @throws DiskFullException if there is no room; the file may be partly extended then
     */
    static void reserve(Path file, FileChannel channel, long size) throws IOException {
        if (LIBC == null || !allocated(LIBC, file, size)) {
            writeZeros(channel, file, size);
        }
    }

    /** Returns false when the file system cannot do it. */
    private static boolean allocated(LibC libc, Path file, long size) throws IOException {
        int error = EINTR;
        for (int tries = 0; error == EINTR && tries < INTERRUPTED_TRIES; tries++) {
            error = libc.allocate(file, size);
        }
        return switch (error) {
            case 0 -> true;
            case EINVAL, ENOSYS, EOPNOTSUPP -> false;
            case ENOSPC, EDQUOT -> throw full(file, size, null);
            default -> throw new IOException("posix_fallocate of " + file + " failed with errno " + error);
        };
    }

    /** The way of platforms and file systems without the call. */
    static void writeZeros(FileChannel channel, Path file, long size) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(ZEROS_BYTES, size));
        try {
            for (long at = 0; at < size; ) {
                zeros.clear().limit((int) Math.min(zeros.capacity(), size - at));
                at += channel.write(zeros, at);
            }
        } catch (IOException e) {
            throw isFull(e, file, size) ? full(file, size, e) : e;
        }
    }

    /** The library turns errno into text only; free space is the second witness where the text is translated. */
    private static boolean isFull(IOException e, Path file, long size) throws IOException {
        String text = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        return text.contains("no space left")
                || text.contains("quota exceeded")
                || Files.getFileStore(file).getUsableSpace() < size - Files.size(file);
    }

    private static DiskFullException full(Path file, long size, @Nullable IOException cause) {
        return new DiskFullException("no space left for " + file + " (" + size + " bytes)", cause);
    }

    /** The three calls. */
    private record LibC(MethodHandle open, MethodHandle allocate, MethodHandle close) {
        static Optional<LibC> find() {
            if (!System.getProperty("os.name", "").startsWith("Linux")) {
                return Optional.empty();
            }
            Linker linker = Linker.nativeLinker();
            SymbolLookup symbols = linker.defaultLookup();
            Optional<MemorySegment> open = symbols.find("open");
            Optional<MemorySegment> allocate = symbols.find("posix_fallocate");
            Optional<MemorySegment> close = symbols.find("close");
            if (open.isEmpty() || allocate.isEmpty() || close.isEmpty()) {
                return Optional.empty();
            }
            ValueLayout.OfInt anInt = ValueLayout.JAVA_INT;
            ValueLayout.OfLong aLong = ValueLayout.JAVA_LONG;
            return Optional.of(new LibC(
                    linker.downcallHandle(
                            open.get(),
                            FunctionDescriptor.of(anInt, ValueLayout.ADDRESS, anInt, anInt),
                            Linker.Option.firstVariadicArg(2)),
                    linker.downcallHandle(allocate.get(), FunctionDescriptor.of(anInt, anInt, aLong, aLong)),
                    linker.downcallHandle(close.get(), FunctionDescriptor.of(anInt, anInt))));
        }

        /** Returns 0 or an errno; one that is unknown because the open failed falls back like a missing call. */
        int allocate(Path file, long size) {
            try (Arena arena = Arena.ofConfined()) {
                int descriptor = (int) open.invokeExact(arena.allocateFrom(file.toString()), O_RDWR_CLOEXEC, 0);
                if (descriptor < 0) {
                    return ENOSYS;
                }
                try {
                    return (int) allocate.invokeExact(descriptor, 0L, size);
                } finally {
                    int ignored = (int) close.invokeExact(descriptor);
                }
            } catch (Throwable e) {
                throw new IllegalStateException("a call into the C library failed", e);
            }
        }
    }
}
