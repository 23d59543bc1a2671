package io.headwater.cache.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.cache.engine.Seeds;
import io.headwater.cache.engine.StreamLimits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Streams against a stock Redis, in both protocols and with blocks of several sizes. */
class StreamCommandsDifferentialTest {
    private static final int STEPS = Integer.getInteger("headwater.steps", 15_000);
    private static final long EARLIEST_TIME_MS = 100_000_000_000L;

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

    @ParameterizedTest(name = "RESP{0}, blocks of {1} bytes and {2} entries")
    @CsvSource({"2, 4096, 100", "3, 4096, 5", "2, 150, 0", "3, 0, 3"})
    void streamsAnswerAsRedisDoes(int protocol, long nodeMaxBytes, long nodeMaxEntries) throws IOException {
        long seed = Seeds.seed();
        redis.connection().execute(CommandGenerator.command("CONFIG", "SET", "stream-node-max-bytes", "" + nodeMaxBytes, "stream-node-max-entries", "" + nodeMaxEntries));
        Differential differential = new Differential(redis.connection(), seed)
                .normalized(StreamCommandsDifferentialTest::withoutTimes, "XINFO")
                .normalized(StreamCommandsDifferentialTest::withoutIdle, "XPENDING")
                .protocol(protocol);
        differential.ours().keyspace.streamLimits(new StreamLimits(nodeMaxBytes, nodeMaxEntries));
        differential.run(STEPS, CommandGenerator.damaging(new StreamGenerator(), 0.03));
    }

    /** Times, and how long ago things were, are each server's own. */
    static RespValue withoutTimes(RespValue reply) {
        List<RespValue> members = new ArrayList<>();
        String before = "";
        for (RespValue member : reply.members()) {
            boolean isTime = before.equals("idle") || before.equals("seen-time") || (member.kind() == ':' && Long.parseLong(member.text()) > EARLIEST_TIME_MS);
            members.add(isTime ? new RespValue(':', "time", List.of()) : withoutTimes(member));
            before = member.text();
        }
        return new RespValue(reply.kind(), reply.text(), members);
    }

    private static RespValue withoutIdle(RespValue reply) {
        List<RespValue> members = new ArrayList<>();
        for (RespValue member : reply.members()) {
            List<RespValue> parts = new ArrayList<>(member.members());
            if (parts.size() == 4) parts.set(2, new RespValue(':', "idle", List.of()));
            members.add(new RespValue(member.kind(), member.text(), parts));
        }
        return new RespValue(reply.kind(), reply.text(), members);
    }

    @Test
    void anIdLeftToTheClockIsTheTimeOfTheTurn() {
        TestServer server = new TestServer();
        String now = "" + server.nowMs();
        assertEquals("$15 " + now + "-0", server.call("XADD", "x", "*", "f", "v"));
        assertEquals("$15 " + now + "-1", server.call("XADD", "x", "*", "f", "v"));
        server.now(server.nowMs() + 1);
        assertTrue(server.call("XADD", "x", "*", "f", "v").endsWith((server.nowMs()) + "-0"));
    }
}
