package io.headwater.cache.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.cache.engine.Args;
import io.headwater.schemas.Cause;
import io.headwater.schemas.LogRecordReader;
import io.headwater.schemas.RecordStamp;
import io.headwater.schemas.Timeline;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an executor does around its commands: entries, transactions, watches, roles, expiry, refusals. */
class CommandExecutorTest {
    private final TestServer server = new TestServer();

    /** The log since the last call: one line per entry. */
    private List<String> log(TestServer of) {
        List<String> lines = new ArrayList<>();
        LogRecordReader reader = new LogRecordReader();
        of.encoder.seal(new RecordStamp(new Timeline(1, 2), 0, 1, 9, 1, 1), (bytes, offset, length, lsn, timeMs) -> {
            reader.wrap(bytes, offset, length);
            while (reader.nextEntry()) {
                List<String> effects = new ArrayList<>();
                while (reader.nextEffect()) {
                    List<String> words = new ArrayList<>();
                    if (reader.cause() != Cause.COMMAND) words.add(reader.cause().toString());
                    for (int i = 0; i < reader.argumentCount(); i++) words.add(new String(reader.argument(i), StandardCharsets.ISO_8859_1));
                    effects.add(String.join(" ", words));
                }
                String actor = reader.actor() == null ? "" : " by " + reader.actor().client();
                lines.add(reader.database() + ": " + String.join("; ", effects) + actor);
            }
        });
        of.encoder.reset(new byte[1 << 20]);
        return lines;
    }

    private List<String> log() {
        return log(server);
    }

    @Test
    void aCommandIsOneEntryAndAReadIsNone() {
        server.call("SET", "k", "v");
        server.call("GET", "k");
        server.call("INCR", "n");
        server.call("INCR", "n");
        server.call("EXPIRE", "n", "100");
        server.call("EXPIRE", "n", "-1");
        server.call("DEL", "absent");
        server.call("DEL", "k", "k", "absent");
        assertEquals(List.of("0: SET k v", "0: SET n 1", "0: SET n 2 KEEPTTL", "0: PEXPIREAT n " + (server.nowMs() + 100_000), "0: DEL n", "0: DEL k"), log());
    }

    @Test
    void aTransactionIsOneEntry() {
        server.call("SET", "other", "x");
        log();
        server.call("MULTI");
        server.call("SET", "a", "1");
        server.call("SELECT", "3");
        server.call("INCR", "b");
        server.call("INCR", "b");
        server.call("INCRBY", "b", "9223372036854775807");
        assertEquals("*5 +OK +OK :1 :2 -ERR increment or decrement would overflow", server.call("EXEC"));
        assertEquals(List.of("0: SET a 1; SELECT 3; SET b 1; SET b 2 KEEPTTL"), log());
        assertEquals(3, server.session.database());
    }

    @Test
    void aFailedCommandOfATransactionLeavesTheOthers() {
        server.call("SET", "s", "x");
        log();
        server.call("MULTI");
        server.call("INCR", "s");
        server.call("SET", "t", "y");
        assertEquals("*2 -ERR value is not an integer or out of range +OK", server.call("EXEC"));
        assertEquals(List.of("0: SET t y"), log());
    }

    @Test
    void aRefusedCommandAbortsTheTransaction() {
        server.call("MULTI");
        server.call("SET", "a", "1");
        assertTrue(server.call("GET").startsWith("-ERR wrong number"));
        assertEquals("-EXECABORT Transaction discarded because of previous errors.", server.call("EXEC"));
        assertEquals("$-1", server.call("GET", "a"));
        assertEquals("-ERR EXEC without MULTI", server.call("EXEC"));
    }

    @Test
    void aWatchedKeyThatChangesStopsTheTransaction() {
        ClientSession other = server.connect();
        for (String[] change : new String[][] {
            {"SET", "w", "2"}, {"DEL", "w"}, {"EXPIRE", "w", "100"}, {"APPEND", "w", "x"}, {"RENAME", "w", "elsewhere"}, {"FLUSHDB"}, {"FLUSHALL"}, {"SWAPDB", "0", "1"}
        }) {
            server.call("SET", "w", "1");
            server.call("WATCH", "w", "absent");
            server.call(other, change);
            server.call("MULTI");
            server.call("SET", "mine", "1");
            assertEquals("*-1", server.call("EXEC"), String.join(" ", change));
            assertEquals("$-1", server.call("GET", "mine"));
        }
    }

    @Test
    void anUnchangedWatchDoesNotStopIt() {
        ClientSession other = server.connect();
        server.call("SET", "w", "1");
        server.call("WATCH", "w");
        server.call(other, "GET", "w");
        server.call(other, "SET", "v", "1");
        server.call(other, "SELECT", "1");
        server.call(other, "SET", "w", "1");
        server.call("MULTI");
        server.call("SET", "mine", "1");
        assertEquals("*1 +OK", server.call("EXEC"));
        server.call("WATCH", "w");
        server.call(other, "SELECT", "0");
        server.call(other, "SET", "w", "2");
        server.call("UNWATCH");
        server.call("MULTI");
        assertEquals("*0", server.call("EXEC"));
    }

    @Test
    void aWatchedKeyThatExpiresStopsTheTransaction() {
        server.call("SET", "w", "1", "PX", "100");
        server.call("WATCH", "w");
        server.now(server.nowMs() + 101);
        server.call("MULTI");
        assertEquals("*-1", server.call("EXEC"));
    }

    @Test
    void aKeyThatWasExpiredWhenWatchedMayGo() {
        ClientSession other = server.connect();
        server.call("SET", "w", "1", "PX", "100");
        server.now(server.nowMs() + 101);
        server.call("WATCH", "w");
        server.call(other, "GET", "w");
        server.call("MULTI");
        assertEquals("*0", server.call("EXEC"));
    }

    @Test
    void watchesEndWithTheirClient() {
        ClientSession other = server.connect();
        server.call(other, "WATCH", "w");
        server.executor.closed(other);
        assertEquals(1, server.server.sessions().size());
        server.call("SET", "w", "1");
    }

    @Test
    void anExpiredKeyIsDeletedByTheReadThatFindsIt() {
        server.call("SET", "k", "v", "PX", "100");
        log();
        server.now(server.nowMs() + 100);
        assertEquals("$1 v", server.call("GET", "k"));
        server.now(server.nowMs() + 1);
        assertEquals("$-1", server.call("GET", "k"));
        assertEquals("$-1", server.call("GET", "k"));
        assertEquals(":0", server.call("DBSIZE"));
        assertEquals(List.of("0: EXPIRY DEL k"), log());
    }

    @Test
    void anExpiredKeyGoesBeforeTheCommandThatReplacesIt() {
        server.call("SET", "k", "10", "PX", "100");
        log();
        server.now(server.nowMs() + 101);
        assertEquals(":1", server.call("INCR", "k"));
        assertEquals(List.of("0: EXPIRY DEL k; SET k 1"), log());
        assertEquals(":-1", server.call("TTL", "k"));
    }

    @Test
    void aReplicaHidesExpiredKeysAndRefusesWrites() {
        server.call("SET", "k", "v", "PX", "100");
        log();
        server.primary = false;
        server.now(server.nowMs() + 101);
        assertEquals("$-1", server.call("GET", "k"));
        assertEquals("*0", server.call("KEYS", "*"));
        assertEquals(":1", server.call("DBSIZE"));
        assertEquals("-READONLY You can't write against a read only replica.", server.call("SET", "k", "v"));
        assertEquals(List.of(), log());
        server.call("MULTI");
        assertEquals("-READONLY You can't write against a read only replica.", server.call("SET", "k", "v"));
        assertEquals("-EXECABORT Transaction discarded because of previous errors.", server.call("EXEC"));
    }

    @Test
    void admissionRefusesWritesOnly() {
        server.admission = new CommandError("ERR the disk is full");
        assertEquals("-ERR the disk is full", server.call("SET", "k", "v"));
        assertEquals("$-1", server.call("GET", "k"));
        server.admission = null;
        server.call("MULTI");
        server.call("SET", "k", "v");
        server.admission = new CommandError("ERR the disk is full");
        assertEquals("-EXECABORT Transaction discarded because of: ERR the disk is full", server.call("EXEC"));
        assertEquals("$-1", server.call("GET", "k"));
    }

    @Test
    void expiredKeysAreOnlyHiddenWhileTheLogTakesNothing() {
        server.call("SET", "k", "v", "PX", "100");
        log();
        server.now(server.nowMs() + 101);
        server.admission = new CommandError("ERR the disk is full");
        assertEquals("$-1", server.call("GET", "k"));
        assertEquals("*2 $1 0 *0", server.call("SCAN", "0"));
        assertEquals(":1", server.call("DBSIZE"));
        assertEquals(List.of(), log());
        server.admission = null;
        assertEquals("$-1", server.call("GET", "k"));
        assertEquals(List.of("0: EXPIRY DEL k"), log());
    }

    @Test
    void tooLargeAnEntryIsRefusedAsAWhole() {
        TestServer small = new TestServer(ClusterView.OFF, 1_000);
        assertEquals("-ERR the command's effects exceed max-entry-bytes", small.call("MSET", "a", "x", "b", "y".repeat(1_000)));
        assertEquals(":0", small.call("DBSIZE"));
        assertEquals("+OK", small.call("SET", "a", "z"));
        assertEquals(List.of("0: SET a z"), log(small));
    }

    @Test
    void entriesSayWhoWroteThem() {
        server.call("CLIENT", "SETNAME", "loader");
        server.call("SET", "k", "v");
        assertEquals(List.of("0: SET k v by loader"), log());
    }

    @Test
    void repliesCanBeSilenced() {
        server.call("CLIENT", "REPLY", "OFF");
        assertEquals("", server.call("SET", "k", "v"));
        assertEquals("", server.call("NOTHING"));
        assertEquals("+OK", server.call("CLIENT", "REPLY", "ON"));
        assertEquals("", server.call("CLIENT", "REPLY", "SKIP"));
        assertEquals("", server.call("GET", "k"));
        assertEquals("$1 v", server.call("GET", "k"));
    }

    @Test
    void saveAnswersWhenTheBaseIsThere() {
        byte[][] resumed = {new byte[0]};
        ClientSession waiting = server.server.sessions().open(new ClientConnection() {
            @Override
            public String remoteAddress() {
                return "a:1";
            }

            @Override
            public String localAddress() {
                return "b:2";
            }

            @Override
            public void resume(LateReply reply) {
                resumed[0] = reply.bytes();
            }

            @Override
            public void kill() {}
        }, server.nowMs());
        assertEquals("", server.call(waiting, "SAVE"));
        assertFalse(waiting.isWaiting());
        assertEquals("+OK\r\n", new String(resumed[0], StandardCharsets.US_ASCII));
        assertEquals("+Background saving started", server.call("BGSAVE"));
        assertEquals(2, server.saves);
    }

    @Test
    void quitAndResetEndWhatTheyShould() {
        server.call("SELECT", "3");
        server.call("MULTI");
        assertEquals("+RESET", server.call("RESET"));
        assertEquals(0, server.session.database());
        assertFalse(server.session.inTransaction());
        assertEquals("+OK", server.call("QUIT"));
        assertTrue(server.session.closeAfterReply());
    }

    @Test
    void infoTellsWhatHappened() {
        server.call("SET", "k", "v", "EX", "100");
        server.call("GET", "k");
        server.call("GET", "absent");
        server.call("NOTHING");
        String info = new String(server.execute(server.session, Args.of("INFO", "everything")), StandardCharsets.US_ASCII);
        assertTrue(info.contains("keyspace_hits:1\r\nkeyspace_misses:1\r\n"), info);
        assertTrue(info.contains("db0:keys=1,expires=1,avg_ttl="), info);
        assertTrue(info.contains("cmdstat_get:calls=2,"), info);
        assertTrue(info.contains("# Server\r\nredis_version:7"), info);
        assertTrue(info.contains("\r\n\r\n# Replication\r\nrole:master\r\n"), info);
        String one = new String(server.execute(server.session, Args.of("INFO", "keyspace")), StandardCharsets.US_ASCII);
        assertFalse(one.contains("# Server"));
        server.call("HELLO", "3");
        String verbatim = new String(server.execute(server.session, Args.of("INFO", "cluster")), StandardCharsets.US_ASCII);
        assertTrue(verbatim.matches("=\\d+\r\ntxt:# Cluster\r\ncluster_enabled:0\r\n\r\n"), verbatim);
    }

    @Test
    void idleTimeCountsFromTheLastAccess() {
        server.call("SET", "k", "v");
        server.now(server.nowMs() + 5_000);
        assertEquals(":5", server.call("OBJECT", "IDLETIME", "k"));
        server.call("TTL", "k");
        assertEquals(":5", server.call("OBJECT", "IDLETIME", "k"));
        server.call("GET", "k");
        assertEquals(":0", server.call("OBJECT", "IDLETIME", "k"));
        server.now(server.nowMs() + 7_000);
        server.call("SET", "k", "w");
        assertEquals(":0", server.call("OBJECT", "IDLETIME", "k"));
    }

    @Test
    void everyCommandHasASummary() {
        for (CommandSpec spec : server.executor.table().all()) {
            assertNotEquals(spec.name(), CommandSummaries.of(spec));
            String docs = server.call("COMMAND", "DOCS", spec.name());
            assertTrue(docs.contains(CommandSummaries.of(spec)), docs);
        }
    }

    @Test
    void clientsAreListedAndKilled() {
        ClientSession other = server.connect();
        server.call(other, "CLIENT", "SETNAME", "other");
        String list = server.call("CLIENT", "LIST");
        assertTrue(list.contains("id=" + other.id() + " addr=127.0.0.1:0 laddr=127.0.0.1:0 name=other "), list);
        assertEquals(":1", server.call("CLIENT", "KILL", "ID", "" + other.id()));
        assertEquals(":0", server.call("CLIENT", "KILL", "ID", "" + server.session.id()));
        assertEquals(":1", server.call("CLIENT", "KILL", "ID", "" + server.session.id(), "SKIPME", "no"));
        assertTrue(server.session.closeAfterReply());
        assertNotEquals(server.session.id(), other.id());
    }

    @Test
    void aHandlerThatThrowsChangesNothingAndItsClientIsTold() {
        CommandSpec broken = CommandSpec.of("broken", -1, 0, 0, 0, CommandGroup.SERVER, "write", context -> {
            context.effects().add(io.headwater.cache.engine.EffectOp.DEL, context.args(), 1);
            throw new IllegalStateException("a bug");
        });
        TestServer server = new TestServer();
        server.call("SET", "a", "1");
        server.reply.clear();
        server.executor.run(server.session, broken, Args.of("broken", "a"), server.reply);
        server.effects.closeEntry();
        assertEquals("-ERR internal error, see the server's log\r\n", new String(server.reply.toBytes(), StandardCharsets.ISO_8859_1));
        assertEquals("$1 1", server.call("GET", "a"));
        assertEquals(1, server.encoder.entries());
    }
}
