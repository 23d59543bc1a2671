package io.headwater.cache.command;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.headwater.cache.engine.Args;
import io.headwater.cache.engine.Seeds;
import io.headwater.schemas.LogRecordReader;
import io.headwater.schemas.RecordStamp;
import io.headwater.schemas.Timeline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever was done to collections, members drawn by chance included: a stock Redis that is given the logged effects as commands holds the same. */
class CollectionReplayTest {
    private static final int STEPS = 20_000;
    private static final int STEPS_BETWEEN_REPLAYS = 100;

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

    @Test
    void aStockRedisReplaysTheEffectsToTheSameState() throws IOException {
        long seed = Seeds.seed();
        Differential differential = new Differential(redis.connection(), seed).normalized(RespValue::withoutNegativeZeros, "ZRANGE")
                .normalized(StreamCommandsDifferentialTest::withoutTimes, "XINFO");
        List<CommandGenerator> generators = List.of(
                new HashGenerator(),
                new ListGenerator(),
                new SetGenerator(),
                new SortedSetGenerator(),
                new StreamGenerator(),
                CollectionReplayTest::pop,
                new BitGenerator(),
                random -> random.nextInt(10) == 0 ? new HyperLogLogGenerator().next(random) : new BitGenerator().next(random),
                new GeoGenerator(),
                new SortGenerator());
        Random random = new Random(seed);
        TestServer ours = differential.ours();
        ours.now(System.currentTimeMillis());
        for (int step = 1; step <= STEPS; step++) {
            ours.execute(ours.session, CommandGenerator.oneOf(random, generators).next(random));
            if (step % STEPS_BETWEEN_REPLAYS == 0) replay(ours, seed);
        }
        differential.compareKeyspaces();
    }

    private static byte[][] pop(Random random) {
        return CommandGenerator.command("SPOP", CollectionSamples.key(random, "s"), "" + (1 + random.nextInt(5)));
    }

    private static void replay(TestServer ours, long seed) {
        LogRecordReader reader = new LogRecordReader();
        ours.encoder.seal(new RecordStamp(new Timeline(1, 2), 0, 1, 9, 1, 1), (bytes, offset, length, lsn, timeMs) -> {
            reader.wrap(bytes, offset, length);
            while (reader.nextEntry()) {
                while (reader.nextEffect()) replayEffect(reader, seed);
            }
        });
        ours.encoder.reset(new byte[1 << 20]);
    }

    private static void replayEffect(LogRecordReader reader, long seed) {
        byte[][] effect = new byte[reader.argumentCount()][];
        for (int i = 0; i < effect.length; i++) effect[i] = reader.argument(i);
        try {
            RespValue reply = RespValue.parse(redis.connection().execute(effect));
            assertFalse(reply.isError(), () -> "seed " + seed + ": " + Args.of(effect).text(0) + " " + new String(effect[1], StandardCharsets.ISO_8859_1) + ": " + reply.text());
        } catch (IOException lost) {
            throw new UncheckedIOException(lost);
        }
    }
}
