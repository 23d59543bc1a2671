package io.headwater.cache.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.cache.engine.ActiveExpiry;
import io.headwater.cache.engine.Entry;
import io.headwater.cache.engine.Fold;
import io.headwater.cache.engine.Hasher;
import io.headwater.cache.engine.Keyspace;
import io.headwater.cache.engine.KeyspaceText;
import io.headwater.cache.engine.Numbers;
import io.headwater.cache.engine.Seeds;
import io.headwater.schemas.LogRecordReader;
import io.headwater.schemas.RecordStamp;
import io.headwater.schemas.Timeline;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;

/**
 * For any history, the fold of its log is the state that it left: several clients, all kinds of commands, right and wrong, transactions, and time that passes, so that
 * keys expire under their commands.
 */
class HistoryTest {
    private static final int STEPS = 30_000;
    private static final int STEPS_BETWEEN_REPLAYS = 200;
    private static final int STEPS_BETWEEN_COMPARISONS = 5_000;

    private final TestServer live = new TestServer();
    private final Keyspace replica = new Keyspace(Keyspace.DEFAULT_DATABASES, new Hasher(5, 6), false);
    private final Fold fold = new Fold(replica);
    private final LogRecordReader reader = new LogRecordReader();
    private final RecordStamp stamp = new RecordStamp(new Timeline(1, 2), 0, 1, 9, 1, 1);
    private final List<CommandGenerator> commands = List.of(
            StringCommandsDifferentialTest::strings,
            StringCommandsDifferentialTest::keys,
            StringCommandsDifferentialTest::transactions,
            new HashGenerator(),
            new ListGenerator(),
            new SetGenerator(),
            new SortedSetGenerator(),
            new StreamGenerator(),
            new BitGenerator(),
            HistoryTest::sketches,
            new GeoGenerator(),
            new SortGenerator());
    private final List<CommandGenerator> generators = Stream.concat(commands.stream(), Stream.of(new ScriptGenerator(commands))).toList();

    /** Gives a key that is there, whichever it is, a short time to live. */
    private void shorten(ClientSession client, Random random) {
        Entry entry = live.keyspace.database(client.database()).random(random);
        if (entry == null) return;
        live.execute(client, "PEXPIRE".getBytes(StandardCharsets.US_ASCII), entry.key(), Numbers.bytes(random.nextInt(100)));
    }

    @RepeatedTest(2)
    void theFoldOfTheLogIsTheState() {
        long seed = Seeds.seed();
        Random random = new Random(seed);
        List<ClientSession> clients = List.of(live.session, live.connect(), live.connect());
        ClientSession outside = live.connect();
        ActiveExpiry expiry = new ActiveExpiry(live.keyspace, live.effects, () -> 0);
        for (int step = 1; step <= STEPS; step++) {
            if (random.nextInt(4) == 0) live.now(live.nowMs() + random.nextInt(20));
            if (random.nextInt(50) == 0) expiry.step(live.nowMs(), 1);
            if (random.nextInt(8) == 0) shorten(outside, random);
            CommandGenerator generator = CommandGenerator.damaging(CommandGenerator.oneOf(random, generators), 0.02);
            live.execute(CommandGenerator.oneOf(random, clients), generator.next(random));
            if (step % STEPS_BETWEEN_REPLAYS == 0) replay();
            if (step % STEPS_BETWEEN_COMPARISONS == 0) assertEquals(KeyspaceText.of(live.keyspace), KeyspaceText.of(replica), "seed " + seed);
        }
        assertTrue(live.effects.expired() > 200, () -> live.effects.expired() + " keys expired, seed " + seed);
    }

    /** Few, for they take long. */
    private static byte[][] sketches(Random random) {
        return random.nextInt(10) == 0 ? new HyperLogLogGenerator().next(random) : new BitGenerator().next(random);
    }

    private void replay() {
        live.encoder.seal(stamp, (bytes, offset, length, lsn, timeMs) -> {
            reader.wrap(bytes, offset, length);
            while (reader.nextEntry()) fold.applyEntry(reader);
        });
        live.encoder.reset(new byte[1 << 20]);
    }
}
