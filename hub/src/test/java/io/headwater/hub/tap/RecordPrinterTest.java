package io.headwater.hub.tap;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.headwater.replication.JudgedRecord;
import io.headwater.schemas.BatchEncoder;
import io.headwater.schemas.Cause;
import io.headwater.schemas.Position;
import io.headwater.schemas.RecordStamp;
import io.headwater.schemas.Timeline;
import io.headwater.schemas.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordPrinterTest {
    private static final Timeline TIMELINE = new Timeline(1, 2);
    private static final String HEAD = "{\"shard\":3,\"timeline\":\"" + TIMELINE + "\",\"epoch\":5,";

    private final BatchEncoder encoder = new BatchEncoder(new byte[4096]);

    @Test
    void everyEffectIsALineWithItsPlaceInTheLog() throws IOException {
        entry(1_000, 0, new String[] {"SET", "k", "v"}, new String[] {"DEL", "x"});
        entry(2_000, 4, new String[] {"SET", "l", ""});
        assertEquals(
                List.of(
                        HEAD + "\"lsn\":17,\"index\":0,\"time\":1000,\"db\":0,\"command\":[\"SET\",\"k\",\"v\"]}",
                        HEAD + "\"lsn\":17,\"index\":1,\"time\":1000,\"db\":0,\"command\":[\"DEL\",\"x\"]}",
                        HEAD + "\"lsn\":18,\"index\":0,\"time\":2000,\"db\":4,\"command\":[\"SET\",\"l\",\"\"]}"),
                print(0, Position.START));
    }

    @Test
    void aSelectChangesTheDatabaseOfWhatFollowsInItsEntry() throws IOException {
        entry(1_000, 0, new String[] {"SELECT", "7"}, new String[] {"DEL", "x"});
        entry(1_000, 0, new String[] {"DEL", "y"});
        List<String> lines = print(0, Position.START);
        assertEquals(true, lines.get(0).contains("\"db\":0,\"command\":[\"SELECT\",\"7\"]"));
        assertEquals(true, lines.get(1).contains("\"db\":7,\"command\":[\"DEL\",\"x\"]"));
        assertEquals(true, lines.get(2).contains("\"db\":0,\"command\":[\"DEL\",\"y\"]"));
    }

    @Test
    void entriesBeforeTheWantedTimeOrPositionAreSkipped() throws IOException {
        entry(1_000, 0, new String[] {"DEL", "a"});
        entry(2_000, 0, new String[] {"DEL", "b"});
        entry(3_000, 0, new String[] {"DEL", "c"});
        assertEquals(2, print(2_000, Position.START).size());
        assertEquals(1, print(0, new Position(5, 19)).size());
        assertEquals(3, print(0, new Position(4, 99)).size());
        assertEquals(0, print(0, new Position(6, 1)).size());
    }

    @Test
    void whatIsNotUtf8IsBase64() {
        assertEquals("{\"base64\":\"/wA=\"}", value(new byte[] {(byte) 0xff, 0}));
        // A surrogate on its own is not UTF-8 either.
        assertEquals("{\"base64\":\"7aCA\"}", value(new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80}));
    }

    @Test
    void textIsEscapedAsJsonWantsIt() {
        assertEquals("\"a\\\"b\\\\c\\n\\r\\t\\u0000\\u001f\"", value("a\"b\\c\n\r\t\0\u001f".getBytes(StandardCharsets.UTF_8)));
        assertEquals("\"h\u00e9 \u20ac \ud83d\ude00\"", value("h\u00e9 \u20ac \ud83d\ude00".getBytes(StandardCharsets.UTF_8)));
    }

    private void entry(long timeMs, int database, String[]... effects) {
        encoder.beginEntry(timeMs, database, null);
        for (String[] effect : effects) {
            encoder.beginEffect(Cause.COMMAND, effect.length);
            for (String argument : effect) {
                byte[] bytes = argument.getBytes(StandardCharsets.UTF_8);
                encoder.argument(bytes, 0, bytes.length);
            }
            encoder.endEffect();
        }
        encoder.endEntry();
    }

    private byte[] sealed;

    private List<String> print(long fromMs, Position from) throws IOException {
        if (sealed == null) {
            encoder.seal(new RecordStamp(TIMELINE, 3, 5, 9, 0, 17), (bytes, offset, length, lastLsn, timeMs) ->
                    sealed = Arrays.copyOfRange(bytes, offset, offset + length));
        }
        var out = new ByteArrayOutputStream();
        new RecordPrinter(out, fromMs, from).print(new JudgedRecord(0, Verdict.BATCH, sealed, 0, sealed.length, 5, 0, 0, null));
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private static String value(byte[] bytes) {
        var line = new JsonLine();
        line.value(bytes, 0, bytes.length);
        return new String(line.bytes(), 0, line.length(), StandardCharsets.UTF_8);
    }
}
