package io.headwater.restore.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.archive.testing.LogHistory;
import io.headwater.archive.testing.ModelKeyspace;
import io.headwater.cache.engine.read.KeyTrace;
import io.headwater.cache.engine.read.KeyVersion;
import io.headwater.restore.ReplayedLog;
import io.headwater.restore.history.KeyHistory.Question;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One key's past: what whole folds show of it, entry by entry. */
class KeyHistoryTest {
    @TempDir Path spool;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void ofAnyLogIsWhatWholeFoldsShow(long seed) {
        ReplayedLog shard = new ReplayedLog(seed, spool);
        shard.log.steps(150);
        shard.archived(seed);
        shard.log.steps(50);
        shard.end();
        for (String key : List.of("key:3", "key:7", "key:3r")) {
            List<String> wanted = new ArrayList<>();
            ModelKeyspace model = new ModelKeyspace();
            String before = "";
            for (LogHistory.Written entry : shard.log.entries()) {
                model.select(entry.database());
                entry.effects().forEach(model::apply);
                String now = model.dump(0).getOrDefault("0/" + key, "");
                if (!now.equals(before)) {
                    wanted.add(entry.lsn() + " " + now.replaceAll(".* @", "@"));
                    before = now;
                }
            }
            Collections.reverse(wanted);
            List<String> told = new ArrayList<>();
            for (KeyVersion version : versions(shard, key, 0)) {
                told.add(version.position().lsn() + " " + (version.isGone() ? "" : "@" + version.expireAtMs()));
            }
            // A write that changes nothing is a version, too.
            assertTrue(told.containsAll(wanted), key + ": " + wanted + " in " + told);
        }
    }

    @Test
    void aKeyIsFollowedThroughOtherNamesAndDatabases() {
        ReplayedLog shard = new ReplayedLog(1, spool).by("a", "RPUSH", "x", "1").by("a", "COPY", "x", "y", "REPLACE").by("b", "RPUSH", "y", "2")
                .by("a", "SWAPDB", "0", "1");
        shard.in(1, new String[] {"MOVE", "y", "2"});
        shard.in(2, new String[] {"RENAME", "y", "z"}, new String[] {"RPUSH", "z", "3"});
        shard.end();
        KeyTrace trace = trace(shard, 2, "z", 0, 10);
        assertEquals(1, trace.versions().size());
        assertEquals("[\"1\", \"2\", \"3\"]", new String(trace.versions().getFirst().value(), StandardCharsets.UTF_8));
        assertEquals(List.of("RENAME y z", "RPUSH z 3"), trace.versions().getFirst().effects());
    }

    @Test
    void versionsFromATimeOnStandOnASnapshot() {
        ReplayedLog shard = new ReplayedLog(1, spool).by("a", "RPUSH", "k", "1").by("a", "SET", "noise", "x").archived(1).snapshot();
        long fromMs = shard.log.lastTimeMs() + 1;
        shard.log.pass(5);
        shard.by("a", "RPUSH", "k", "2").by("b", "RPUSH", "k", "3").by("b", "RPUSH", "k", "4").end();
        List<KeyVersion> versions = trace(shard, 0, "k", fromMs, 2).versions();
        assertEquals(2, versions.size());
        assertEquals("[\"1\", \"2\", \"3\", \"4\"]", new String(versions.getFirst().value(), StandardCharsets.UTF_8));
        assertEquals("b", versions.getFirst().actor().client());
    }

    private static List<KeyVersion> versions(ReplayedLog shard, String key, long fromMs) {
        return trace(shard, 0, key, fromMs, 10_000).versions();
    }

    private static KeyTrace trace(ReplayedLog shard, int database, String key, long fromMs, int limit) {
        byte[] name = key.getBytes(StandardCharsets.UTF_8);
        KeyTrace trace = new KeyTrace(database, name, fromMs, Long.MAX_VALUE, limit);
        shard.history().trace(shard.inventory().shards().getFirst().getFirst(), new Question(database, name, fromMs, Long.MAX_VALUE, limit), trace);
        return trace;
    }
}
