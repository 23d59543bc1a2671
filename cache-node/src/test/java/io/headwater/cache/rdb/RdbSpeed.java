package io.headwater.cache.rdb;

import io.headwater.cache.engine.StreamValue;
import io.headwater.cache.engine.Hasher;
import io.headwater.cache.engine.Keyspace;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * How fast files of strings are written and read, beside a stock Redis loading the same file.
 *
 * <pre>java -cp cache-node/target/classes:cache-node/target/test-classes:... io.headwater.cache.rdb.RdbSpeed [DIR] [KEYS]</pre>
 */
final class RdbSpeed {
    private static final int KEY_BYTES = 16;
    private static final int VALUE_BYTES = 64;
    private static final int ROUNDS = 5;

    private RdbSpeed() {}

    /** Values of redis-benchmark are one repeated letter; these are text that does and does not compress. */
    private enum Kind {
        NOISE,
        REPEATED
    }

    /** Args: directory (default: a temporary one), number of keys (default 5 000 000). */
    public static void main(String[] args) throws Exception {
        Path dir = args.length > 0 ? Path.of(args[0]) : Files.createTempDirectory("rdb-speed");
        int keys = args.length > 1 ? Integer.parseInt(args[1]) : 5_000_000;
        for (Kind kind : Kind.values()) {
            for (RdbWriter.Compression compression : RdbWriter.Compression.values()) {
                run(dir, keys, kind, compression);
            }
        }
    }

    private static void run(Path dir, int keys, Kind kind, RdbWriter.Compression compression) throws Exception {
        Path file = dir.resolve("dump.rdb");
        double[] writeSeconds = new double[ROUNDS];
        double[] readSeconds = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            long start = System.nanoTime();
            RdbFile.write(file, compression, out -> fill(out, keys, kind));
            writeSeconds[round] = (System.nanoTime() - start) / 1e9;
            start = System.nanoTime();
            long read = RdbReader.read(file, new Count()).keys();
            readSeconds[round] = (System.nanoTime() - start) / 1e9;
            if (read != keys) {
                throw new IllegalStateException(read + " keys");
            }
        }
        System.out.printf("%-9s %-5s %,d bytes: write %,.0f K keys/s, read %,.0f K keys/s, Redis loads %s%n", kind, compression,
                Files.size(file), keys / best(writeSeconds) / 1e3, keys / best(readSeconds) / 1e3, redis(dir, keys));
        keyspace(file, keys, compression);
    }

    /** The same with a keyspace at the other end. */
    private static void keyspace(Path file, int keys, RdbWriter.Compression compression) throws IOException {
        double[] loadSeconds = new double[ROUNDS];
        double[] saveSeconds = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            // Another hash each time: a file in the order of the very table that is filled would flatter the caches.
            Keyspace keyspace = new Keyspace(16, Hasher.from(new Random(round)), false);
            long start = System.nanoTime();
            KeyspaceRdbLoader.load(file, keyspace);
            loadSeconds[round] = (System.nanoTime() - start) / 1e9;
            start = System.nanoTime();
            RdbFile.write(file, compression, out -> new KeyspaceRdbWriter(out, KeyspaceRdbWriter.KEEP_EXPIRED).write(keyspace));
            saveSeconds[round] = (System.nanoTime() - start) / 1e9;
        }
        System.out.printf("          with a keyspace: save %,.0f K keys/s, load %,.0f K keys/s (first %,.0f)%n",
                keys / best(saveSeconds) / 1e3, keys / best(loadSeconds) / 1e3, keys / loadSeconds[0] / 1e3);
    }

    private static double best(double[] seconds) {
        return java.util.Arrays.stream(seconds).min().orElseThrow();
    }

    private static void fill(RdbWriter out, int keys, Kind kind) throws IOException {
        out.selectDb(0);
        out.resizeDb(keys, 0);
        Random random = new Random(1);
        byte[] noise = new byte[1 << 20];
        random.nextBytes(noise);
        byte[] value = new byte[VALUE_BYTES];
        java.util.Arrays.fill(value, (byte) 'x');
        for (int i = 0; i < keys; i++) {
            byte[] key = new byte[KEY_BYTES];
            long rest = i;
            key[0] = 'k';
            for (int at = KEY_BYTES - 1; at > 0; at--, rest /= 10) {
                key[at] = (byte) ('0' + rest % 10);
            }
            if (kind == Kind.NOISE) {
                System.arraycopy(noise, (i * 31 & 0xfffff) % (noise.length - VALUE_BYTES), value, 0, VALUE_BYTES);
            }
            out.string(key, value, RdbVisitor.NO_EXPIRY);
        }
    }

    /** From Redis's own log: "DB loaded from disk: 5.118 seconds". */
    private static String redis(Path dir, int keys) throws Exception {
        Process redis = new ProcessBuilder("redis-server", "--port", "0", "--unixsocket", "redis.sock", "--dir", dir.toString(), "--save", "")
                .redirectErrorStream(true).start();
        try (BufferedReader log = new BufferedReader(new InputStreamReader(redis.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = log.readLine(); line != null; line = log.readLine()) {
                int at = line.indexOf("DB loaded from disk: ");
                if (at >= 0) {
                    double seconds = Double.parseDouble(line.substring(at + 21).split(" ")[0]);
                    return "%,.0f K keys/s".formatted(keys / seconds / 1e3);
                }
            }
            return "nothing";
        } finally {
            redis.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
    }

    /** Holds no more than a sum, so that the codec alone is measured. */
    private static final class Count implements RdbVisitor {
        private long bytes;

        @Override
        public void string(byte[] key, byte[] value, long expireAtMs) {
            bytes += key.length + value.length;
        }

        @Override
        public void stream(byte[] key, StreamValue stream, long expireAtMs) {}

        @Override
        public void beginHash(byte[] key, long count, long expireAtMs) {}

        @Override
        public void field(byte[] field, byte[] value) {}

        @Override
        public void beginList(byte[] key, long count, long expireAtMs) {}

        @Override
        public void element(byte[] element) {}

        @Override
        public void beginSet(byte[] key, long count, long expireAtMs) {}

        @Override
        public void member(byte[] member) {}

        @Override
        public void beginSortedSet(byte[] key, long count, long expireAtMs) {}

        @Override
        public void scored(byte[] member, double score) {}

        @Override
        public void end() {
            bytes++;
        }
    }
}
