package io.headwater.restore.tap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.archive.testing.FakeTopic;
import io.headwater.archive.testing.LogHistory;
import io.headwater.archive.testing.LogHistory.Written;
import io.headwater.replication.RecordSchemas;
import io.headwater.replication.ShardReader;
import io.headwater.schemas.HeadwaterException;
import io.headwater.schemas.LocalNote.KafkaNote;
import io.headwater.schemas.Position;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class TapTest {
    private static final TapRequest ALL = new TapRequest(null, 0, null, false);

    @Test
    void aLineSaysWhatTheEffectWasAndWhereItStands() {
        LogHistory log = new LogHistory(0, 1).write(2, new String[] {"SET", "k", "a \"quoted\"\n\u0001 näme"});
        Written entry = log.entries().getFirst();
        assertEquals(
                List.of("{\"shard\":0,\"timeline\":\"" + log.timeline() + "\",\"epoch\":1,\"lsn\":1,\"index\":0,\"time\":" + entry.timeMs()
                        + ",\"db\":2,\"command\":[\"SET\",\"k\",\"a \\\"quoted\\\"\\n\\u0001 näme\"]}"),
                lines(log, ALL));
    }

    @Test
    void everyEffectThatTakesEffectIsALineAndNothingElse() {
        for (long seed = 1; seed <= 3; seed++) {
            LogHistory log = new LogHistory(0, seed).steps(300);
            assertEquals(expected(log, entry -> true), commands(lines(log, ALL)));
        }
    }

    @Test
    void aSelectInsideAnEntryMovesTheEffectsBehindIt() {
        LogHistory log = new LogHistory(0, 2)
                .write(1, new String[] {"SET", "a", "1"}, new String[] {"SELECT", "2"}, new String[] {"SET", "b", "1"});
        List<String> lines = lines(log, ALL);
        assertTrue(lines.get(0).contains("\"index\":0") && lines.get(0).contains("\"db\":1"), lines.get(0));
        assertTrue(lines.get(2).contains("\"index\":2") && lines.get(2).contains("\"db\":2"), lines.get(2));
    }

    @Test
    void itBeginsAtATimeOrAPosition() {
        LogHistory log = new LogHistory(0, 3).steps(200);
        Written middle = log.entries().get(log.entries().size() / 2);
        assertEquals(
                expected(log, entry -> entry.timeMs() >= middle.timeMs()),
                commands(lines(log, new TapRequest(null, middle.timeMs(), null, false))));
        assertEquals(
                expected(log, entry -> entry.lsn() >= middle.lsn()),
                commands(lines(log, new TapRequest(0, 0, new Position(middle.epoch(), middle.lsn()), false))));
        assertEquals(List.of(), lines(log, new TapRequest(null, Long.MAX_VALUE, null, false)));
    }

    @Test
    void aPositionBeyondTheEndIsAMistake() {
        LogHistory log = new LogHistory(0, 3).steps(20);
        HeadwaterException refused = assertThrows(
                HeadwaterException.class, () -> lines(log, new TapRequest(0, 0, new Position(9999, 500), false)));
        assertTrue(refused.getMessage().startsWith("position 9999:500 lies beyond the end of shard 0's log"), refused.getMessage());
    }

    @Test
    void aFollowingTapPrintsWhatComesLater() {
        LogHistory log = new LogHistory(0, 4).steps(20);
        int before = log.entries().size();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int[] polls = {0};
        Tap tap = new Tap(shard -> reader(log), out, () -> {
            if (polls[0]++ == 5) {
                log.write(0, new String[] {"SET", "late", "1"});
            }
            return polls[0] > 20;
        }, Tap.Place.UNTOLD);
        tap.run(new TapRequest(null, Long.MAX_VALUE, null, true), 1);
        List<String> lines = split(out);
        assertEquals(1, lines.size());
        assertTrue(lines.getFirst().contains("\"lsn\":" + (before + 1)), lines.getFirst());
    }

    @Test
    void withoutFollowingItEndsAtTheEndSeenAtItsStart() {
        LogHistory log = new LogHistory(0, 5).write(0, new String[] {"SET", "a", "1"});
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Tap tap = new Tap(shard -> reader(log), out, () -> {
            log.write(0, new String[] {"SET", "later", "1"});
            return false;
        }, Tap.Place.UNTOLD);
        tap.run(ALL, 1);
        assertEquals(1, split(out).size());
    }

    @Test
    void aReaderThatHasSeenEnoughIsNoFailure() {
        LogHistory log = new LogHistory(0, 6).steps(300);
        OutputStream closed = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        new Tap(shard -> reader(log), closed, () -> false, Tap.Place.UNTOLD).run(new TapRequest(null, 0, null, true), 1);
    }

    @Test
    void aShardThatTheClusterDoesNotHaveIsRefused() {
        Tap tap = new Tap(shard -> reader(new LogHistory(0, 7)), new ByteArrayOutputStream(), () -> false, Tap.Place.UNTOLD);
        assertThrows(HeadwaterException.class, () -> tap.run(new TapRequest(2, 0, null, false), 2));
    }

    @Test
    void onlyWellFormedUtf8IsPrintedAsText() throws IOException {
        for (String good : List.of("", "abc", "näme", "\u0800", "\uffff", "\ud83d\ude00", "\u007f\u0080")) {
            byte[] bytes = good.getBytes(StandardCharsets.UTF_8);
            assertTrue(Utf8.valid(bytes, 0, bytes.length), good);
        }
        int[][] bad = {
            {0x80}, {0xc0, 0x80}, {0xc1, 0xbf}, {0xe0, 0x9f, 0xbf}, {0xed, 0xa0, 0x80}, {0xf0, 0x8f, 0xbf, 0xbf}, {0xf4, 0x90, 0x80, 0x80},
            {0xf5, 0x80, 0x80, 0x80}, {0xff}, {0xc3}, {0xe2, 0x82}, {0x61, 0xf0, 0x9f, 0x98}, {0xe2, 0x28, 0xa1}
        };
        for (int[] codes : bad) {
            byte[] bytes = new byte[codes.length];
            for (int i = 0; i < codes.length; i++) {
                bytes[i] = (byte) codes[i];
            }
            assertFalse(Utf8.valid(bytes, 0, bytes.length));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        JsonLines json = new JsonLines(out);
        json.value(new byte[] {(byte) 0xff, 0}, 0, 2).endLine();
        json.flush();
        assertEquals(List.of("{\"base64\":\"/wA=\"}"), split(out));
    }

    private static List<String> expected(LogHistory log, Predicate<Written> wanted) {
        List<String> expected = new ArrayList<>();
        for (Written entry : log.entries()) {
            if (wanted.test(entry) && entry.effects().isEmpty()) {
                expected.add(entry.lsn() + " control");
            } else if (wanted.test(entry)) {
                entry.effects().forEach(effect -> expected.add(entry.lsn() + " " + String.join("\",\"", effect)));
            }
        }
        return expected;
    }

    private static List<String> commands(List<String> lines) {
        List<String> commands = new ArrayList<>();
        for (String line : lines) {
            String lsn = line.substring(line.indexOf("\"lsn\":") + 6, line.indexOf(",\"index\""));
            commands.add(line.contains("\"control\":{\"kind\":\"marker\"")
                    ? lsn + " control"
                    : lsn + " " + line.substring(line.indexOf("\"command\":[\"") + 12, line.length() - 3));
        }
        return commands;
    }

    private static List<String> lines(LogHistory log, TapRequest request) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new Tap(shard -> reader(log), out, () -> false, Tap.Place.UNTOLD).run(request, 1);
        return split(out);
    }

    private static List<String> split(ByteArrayOutputStream out) {
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private static ShardReader reader(LogHistory log) {
        return new ShardReader(new FakeTopic("topic", log.records(), 10), 0, new RecordSchemas(null), KafkaNote.NONE);
    }
}
