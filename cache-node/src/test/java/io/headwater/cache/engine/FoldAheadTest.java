package io.headwater.cache.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.headwater.schemas.BatchEncoder;
import io.headwater.schemas.LogRecordReader;
import io.headwater.schemas.RecordStamp;
import io.headwater.schemas.Timeline;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** A fold that looks ahead comes to what a fold one by one does, whatever it looks at. */
class FoldAheadTest {
    private static final int ENTRIES = 5_000;
    private static final RecordStamp STAMP = new RecordStamp(new Timeline(1, 2), 0, 1, 99, 1, 1);

    private final Keyspace live = new Keyspace(Keyspace.DEFAULT_DATABASES, new Hasher(1, 2), false);
    private final BatchEncoder encoder = new BatchEncoder(new byte[1 << 16]);
    private final Effects effects = new Effects(new Fold(live), encoder, 1 << 20);

    private void entry(int database, String... effectsOfEntry) {
        effects.open(1_000, database, null);
        for (String effect : effectsOfEntry) {
            String[] words = effect.split(" ");
            effects.begin(EffectOp.valueOf(words[0]), words.length - 1);
            for (int i = 1; i < words.length; i++) effects.arg(words[i].getBytes(StandardCharsets.ISO_8859_1));
            effects.end();
        }
        effects.apply();
        effects.closeEntry();
    }

    /** Short entries, long ones, several databases, ones without a key, and in the middle an end of all. */
    private void entries() {
        for (int i = 0; i < ENTRIES; i++) {
            String key = "key" + (i * 7919L % ENTRIES);
            switch (i % 5) {
                case 0, 1 -> entry(0, "SET " + key + " " + i);
                case 2 -> entry(i % 3, "SET " + key + " a", "HSET hash" + i % 11 + " f" + i + " v", "APPEND " + key + " b", "DEL key" + (i - 5));
                case 3 -> entry(3, "RPUSH list x", "SELECT 4", "SET " + key + " " + i, "SWAPDB 4 5");
                default -> entry(0, i == ENTRIES / 2 + 4 ? "FLUSHALL" : "SADD set " + key);
            }
        }
    }

    private Keyspace replayed(long fromLsn) {
        Keyspace replayed = new Keyspace(Keyspace.DEFAULT_DATABASES, new Hasher(77, 78), false);
        FoldAhead ahead = new FoldAhead(replayed);
        Fold fold = new Fold(replayed);
        LogRecordReader reader = new LogRecordReader();
        encoder.seal(STAMP, (bytes, offset, length, lsn, timeMs) -> {
            reader.wrap(bytes, offset, length);
            ahead.begin(reader);
            while (reader.nextEntry()) {
                if (reader.lsn() >= fromLsn) ahead.applyEntry(reader, fold);
            }
        });
        return replayed;
    }

    @Test
    void itComesToTheSame() {
        entries();
        Keyspace replayed = replayed(0);
        assertEquals(KeyspaceText.of(live), KeyspaceText.of(replayed));
    }

    @Test
    void entriesThatAreThereAlreadyMayBePassedOver() {
        for (int i = 0; i < 200; i++) entry(0, "SET old" + i + " x");
        entry(0, "FLUSHALL");
        for (int i = 0; i < 200; i++) entry(0, "SET new" + i + " x");
        assertEquals(KeyspaceText.of(live), KeyspaceText.of(replayed(202)));
    }

    @Test
    void itBeginsInFrontOfTheFirstEntryOnly() {
        entries();
        FoldAhead ahead = new FoldAhead(live);
        LogRecordReader reader = new LogRecordReader();
        encoder.seal(STAMP, (bytes, offset, length, lsn, timeMs) -> {
            reader.wrap(bytes, offset, length);
            reader.nextEntry();
            assertThrows(IllegalStateException.class, () -> ahead.begin(reader));
        });
    }
}
