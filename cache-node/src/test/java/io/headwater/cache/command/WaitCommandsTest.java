package io.headwater.cache.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.schemas.Position;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** WAIT, WAITAOF and HEADWATER.AFTER, as everybody comes as far as the test says. */
class WaitCommandsTest {
    private final TestServer server = new TestServer();
    private final LateReplies late = new LateReplies();
    private final ClientSession client = server.server.sessions().open(late, server.nowMs());

    /** Remembers what comes late. */
    private static final class LateReplies implements ClientConnection {
        String reply = "";

        @Override
        public String remoteAddress() {
            return "";
        }

        @Override
        public String localAddress() {
            return "";
        }

        @Override
        public void resume(LateReply encoded) {
            assertEquals(ReplyKind.READ, encoded.kind());
            reply = new String(encoded.bytes(), StandardCharsets.ISO_8859_1).replace("\r\n", " ").trim();
        }

        @Override
        public void kill() {}
    }

    private String call(String command) {
        return server.call(client, command.split(" "));
    }

    private void waits(String command) {
        assertEquals("", call(command));
        assertTrue(client.isWaiting(), command);
        server.executor.waiters().check();
        assertEquals("", late.reply, command);
    }

    private String answer() {
        server.executor.waiters().check();
        assertFalse(client.isWaiting());
        return late.reply;
    }

    @Test
    void waitCountsReplicasThatHaveAppliedTheLastWrite() {
        call("SET a 1");
        call("SET b 1");
        assertEquals(":0", call("WAIT 0 0"));
        server.positions.replicas = new long[] {1, 2};
        assertEquals(":1", call("WAIT 1 0"));
        waits("WAIT 2 0");
        server.positions.replicas = new long[] {2, 3};
        assertEquals(":2", answer());
    }

    @Test
    void waitOfAClientThatHasWrittenNothingCountsAll() {
        server.positions.replicas = new long[] {0, 0};
        assertEquals(":2", call("WAIT 1 0"));
    }

    @Test
    void waitEndsWithItsTimeout() {
        call("SET a 1");
        call("WAIT 1 1");
        while (late.reply.isEmpty()) server.executor.waiters().check();
        assertEquals(":0", late.reply);
        assertFalse(server.executor.waiters().any());
    }

    @Test
    void theLogCountsAsACopyOfWaitaofAndWhatReadersKeepFurther() {
        call("SET a 1");
        assertEquals("*2 :0 :0", call("WAITAOF 0 0 0"));
        waits("WAITAOF 0 1 0");
        server.positions.committed = 1;
        assertEquals("*2 :0 :1", answer());
        server.positions.replicas = new long[] {1};
        late.reply = "";
        waits("WAITAOF 1 2 0");
        server.positions.copies = new long[] {1};
        server.executor.waiters().check();
        assertEquals("", late.reply);
        assertTrue(server.executor.levels().needSync(), "somebody waits for the disk");
        server.positions.durable = 1;
        assertEquals("*2 :1 :2", answer());
        assertFalse(server.executor.levels().needSync());
    }

    @Test
    void insideATransactionNobodyWaits() {
        call("MULTI");
        call("SET a 1");
        call("WAIT 3 0");
        call("WAITAOF 1 1 0");
        assertEquals("*3 +OK :0 *2 :0 :0", call("EXEC"), "what counts is the transaction's own write");
    }

    @Test
    void aNodeThatLeadsNoMoreAnswersWithAnError() {
        call("SET a 1");
        waits("WAIT 1 0");
        server.primary = false;
        server.positions.replicas = new long[] {1};
        assertTrue(answer().startsWith("-NOLEASE "));
        assertTrue(call("WAIT 1 0").startsWith("-ERR WAIT cannot be used with replica instances."));
        assertTrue(call("WAITAOF 1 1 0").startsWith("-ERR WAITAOF cannot be used with replica instances."));
    }

    @ParameterizedTest
    @CsvSource({
        "WAITAOF 2 0 0, -ERR value is out of range, value must between 0 and 1",
        "WAITAOF x 0 0, -ERR value is out of range, value must between 0 and 1",
        "WAITAOF 0 -1 0, '-ERR value is out of range, must be positive'",
        "WAITAOF 0 0 x, -ERR timeout is not an integer or out of range",
        "WAITAOF 0 0 -1, -ERR timeout is negative",
        "HEADWATER.AFTER 7 0, '-ERR a position is epoch:lsn, as HEADWATER.POSITION replies it'",
    })
    void mistakesAreNamed(String command, String error) {
        assertTrue(call(command).startsWith(error), call(command));
    }

    @Test
    void whoHasGoneIsForgotten() {
        waits("WAIT 1 0");
        server.executor.closed(client);
        assertFalse(server.executor.waiters().any());
    }

    @Test
    void aPositionIsThatOfTheLastWrite() {
        server.positions.own = new Position(3, 17);
        assertEquals("$3 3:0", call("HEADWATER.POSITION"));
        call("SET a 1");
        assertEquals("$3 3:1", call("HEADWATER.POSITION"));
        server.primary = false;
        assertEquals("$4 3:17", call("HEADWATER.POSITION"));
    }

    @Test
    void afterWaitsForThePosition() {
        server.primary = false;
        server.positions.own = new Position(3, 17);
        assertEquals("+OK", call("HEADWATER.AFTER 3:17 0"));
        assertEquals("+OK", call("HEADWATER.AFTER 2:9 100"));
        assertEquals("-BEHIND this node is at 3:17, before 3:18", call("HEADWATER.AFTER 3:18 0"));
        waits("HEADWATER.AFTER 3:18 1000000");
        server.positions.own = new Position(3, 18);
        assertEquals("+OK", answer());
        call("HEADWATER.AFTER 4:1 1");
        late.reply = "";
        while (late.reply.isEmpty()) server.executor.waiters().check();
        assertEquals("-BEHIND this node is at 3:18, before 4:1", late.reply);
    }

    @Test
    void aPositionThatAFailoverHasLeftOutIsLost() {
        server.positions.own = new Position(4, 20);
        server.positions.lostFrom = new Position(3, 18);
        assertEquals("+OK", call("HEADWATER.AFTER 3:17 0"));
        assertTrue(call("HEADWATER.AFTER 3:18 1000").startsWith("-LOST 3:18 "));
    }

    @Test
    void aReplicaThatIsTooFarBehindSaysSo() {
        assertEquals("$3 off", call("HEADWATER.STALENESS"));
        assertEquals("+OK", call("HEADWATER.STALENESS 50"));
        assertEquals("$2 50", call("HEADWATER.STALENESS"));
        server.positions.lagMs = 51;
        assertEquals("$-1", call("GET a"), "a primary is never behind");
        server.primary = false;
        assertEquals("-STALE lag 51 ms exceeds 50 ms", call("GET a"));
        assertEquals("+PONG", call("PING"));
        call("MULTI");
        assertEquals("-STALE lag 51 ms exceeds 50 ms", call("GET a"));
        assertTrue(call("EXEC").startsWith("-EXECABORT"));
        server.positions.lagMs = 50;
        assertEquals("$-1", call("GET a"));
        server.positions.lagMs = 51;
        assertEquals("+OK", call("HEADWATER.STALENESS off"));
        assertEquals("$-1", call("GET a"));
    }

    @Test
    void whatClientReplySilencesStaysSilentWhenItComesLate() {
        call("SET a 1");
        call("CLIENT REPLY SKIP");
        waits("WAIT 1 0");
        server.positions.replicas = new long[] {1};
        assertEquals("", answer(), "skipped");
        server.positions.replicas = new long[] {};
        waits("WAIT 1 0");
        server.positions.replicas = new long[] {1};
        assertEquals(":1", answer(), "one reply only was skipped");
        late.reply = "";
        call("CLIENT REPLY OFF");
        waits("WAIT 2 0");
        server.positions.replicas = new long[] {1, 1};
        assertEquals("", answer());
    }
}
