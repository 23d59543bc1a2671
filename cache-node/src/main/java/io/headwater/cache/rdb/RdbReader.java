package io.headwater.cache.rdb;

import static io.headwater.cache.rdb.RdbFormat.*;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Reads an RDB file of any version up to 10, as stock Redis 7.0 does, from front to back in the memory of its largest
 * value. The format is that of Redis's {@code rdb.c}, which has no other specification.
 *
 * <p>Left out with a warning in the summary: functions, and keys whose collection is empty (Redis drops those too).
 * Eviction hints (LRU, LFU) are skipped. Streams and values of modules end the reading with an {@link
 * UnsupportedRdbTypeException}. Whatever is in the file, reading it ends, in a summary or an {@link RdbException}, and
 * what is allocated stays in proportion to the bytes that the file really has.
 *
 * <p>A reader serves one file and one thread.
 */
public final class RdbReader {
    private static final int MAX_WARNINGS = 100;
    private static final int HEADER_BYTES = 9;

    private final RdbInput in;
    private final RdbVisitor visitor;
    private final RdbCollections collections;
    private final List<String> warnings = new ArrayList<>();
    private int version;
    private long keys;

    RdbReader(RdbInput in, RdbVisitor visitor) {
        this.in = in;
        this.visitor = visitor;
        this.collections = new RdbCollections(in, visitor);
    }

    /**
     * Reads a file.
     *
     * @throws RdbException if it is damaged or holds what this reader does not know
     */
    public static RdbSummary read(Path file, RdbVisitor visitor) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new RdbReader(new RdbInput(in, Files.size(file)), visitor).read();
        }
    }

    /**
     * Reads from a stream of unknown length, in large steps, and leaves it open. It may have been read beyond the end of
     * the RDB data.
     *
     * @throws RdbException as {@link #read(Path, RdbVisitor)}
     */
    public static RdbSummary read(InputStream in, RdbVisitor visitor) throws IOException {
        return new RdbReader(new RdbInput(in, Long.MAX_VALUE), visitor).read();
    }

    /**
     * Hands over only the facts at the file's start ({@link RdbVisitor#aux}) and looks at nothing behind them, so neither
     * at the checksum.
     */
    static void readAux(Path file, BiConsumer<byte[], byte[]> aux) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            RdbInput input = new RdbInput(in, Files.size(file));
            version(input);
            while (input.u8() == OP_AUX) {
                aux.accept(input.string(), input.string());
            }
        }
    }

    RdbSummary read() throws IOException {
        version = version(in);
        long expireAtMs = RdbVisitor.NO_EXPIRY;
        while (true) {
            int op = in.u8();
            switch (op) {
                case OP_EOF -> {
                    boolean verified = checksum();
                    return new RdbSummary(version, keys, in.offset(), verified, warnings);
                }
                // The next key's; what stands between the two does not end it.
                case OP_EXPIRE_MS -> expireAtMs = in.i64();
                case OP_EXPIRE_SECONDS -> expireAtMs = in.i32() * 1000L;
                case OP_FREQ -> in.u8();
                case OP_IDLE -> in.length();
                case OP_SELECT_DB -> visitor.selectDb(database());
                case OP_RESIZE_DB -> visitor.resizeDb(in.length(), in.length());
                case OP_AUX -> visitor.aux(in.string(), in.string());
                case OP_FUNCTION2 -> {
                    in.skipString();
                    warn("a library of functions was left out");
                }
                case OP_FUNCTION_PRE_GA -> throw in.damaged("functions as only release candidates of Redis 7.0 wrote them");
                case OP_MODULE_AUX -> throw in.damaged("data of a module, which is not supported");
                default -> {
                    value(op, expireAtMs);
                    expireAtMs = RdbVisitor.NO_EXPIRY;
                }
            }
        }
    }

    private static int version(RdbInput in) throws IOException {
        String header = new String(in.bytes(HEADER_BYTES), StandardCharsets.ISO_8859_1);
        if (!header.startsWith("REDIS") || !header.substring(5).chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new RdbException("not an RDB file: it does not start with REDIS and a version", 0);
        }
        int version = Integer.parseInt(header.substring(5));
        if (version < 1 || version > VERSION) {
            throw new RdbException("RDB version " + version + " is not one of 1 to " + VERSION, 0);
        }
        return version;
    }

    private void value(int type, long expireAtMs) throws IOException {
        byte[] key = in.string();
        if (type == TYPE_STRING) {
            visitor.string(key, in.string(), expireAtMs);
        } else if (!collections.read(type, key, expireAtMs)) {
            warn("a key with an empty collection was left out (before byte " + in.offset() + ")");
            return;
        }
        keys++;
    }

    private int database() throws IOException {
        long db = in.length();
        if (db > Integer.MAX_VALUE) {
            throw in.damaged("impossible database " + db);
        }
        return (int) db;
    }

    /** True if there is a checksum and it is right; zero stands for none. */
    private boolean checksum() throws IOException {
        if (version < FIRST_VERSION_WITH_CHECKSUM) {
            return false;
        }
        long actual = in.crc();
        long stored = in.i64();
        if (stored != 0 && stored != actual) {
            throw in.damaged("checksum " + Long.toHexString(stored) + " is not that of the bytes before it, "
                    + Long.toHexString(actual));
        }
        return stored != 0;
    }

    private void warn(String warning) {
        if (warnings.size() < MAX_WARNINGS) {
            warnings.add(warning);
        }
    }
}
