package io.headwater.cache.command;

import io.headwater.cache.engine.Seeds;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bitmaps, HyperLogLogs, positions, SORT and DUMP against a stock Redis, in both protocols. */
class ValueCommandsDifferentialTest {
    private static final int STEPS = Integer.getInteger("headwater.steps", 4_000);

    @TempDir
    static Path directory;

    private static RedisProcess redis;

    @BeforeAll
    static void start() throws Exception {
        redis = RedisProcess.start(directory);
    }

    @AfterAll
    static void stop() throws Exception {
        if (redis != null) redis.close();
    }

    @ParameterizedTest(name = "RESP{0}")
    @ValueSource(ints = {2, 3})
    void bitmapsAnswerAsRedisDoes(int protocol) throws IOException {
        run(protocol, STEPS, new BitGenerator());
    }

    @ParameterizedTest(name = "RESP{0}")
    @ValueSource(ints = {2, 3})
    void hyperLogLogsAnswerAsRedisDoes(int protocol) throws IOException {
        run(protocol, STEPS / 12, new HyperLogLogGenerator());
    }

    @ParameterizedTest(name = "RESP{0}")
    @ValueSource(ints = {2, 3})
    void positionsAnswerAsRedisDoes(int protocol) throws IOException {
        run(protocol, STEPS, new GeoGenerator());
    }

    @ParameterizedTest(name = "RESP{0}")
    @ValueSource(ints = {2, 3})
    void sortsAnswerAsRedisDoes(int protocol) throws IOException {
        run(protocol, STEPS, new SortGenerator());
    }

    private static void run(int protocol, int steps, CommandGenerator generator) throws IOException {
        long seed = Seeds.seed();
        Coverage coverage = new Coverage();
        new Differential(redis.connection(), seed)
                .normalized(RespValue::withoutNegativeZeros, "ZRANGE")
                .protocol(protocol)
                .run(steps, coverage.of(CommandGenerator.damaging(generator, 0.04)));
        coverage.print();
    }
}
