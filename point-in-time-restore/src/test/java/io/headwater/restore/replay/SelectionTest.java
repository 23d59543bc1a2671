package io.headwater.restore.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headwater.archive.testing.ModelKeyspace;
import io.headwater.cache.engine.Args;
import io.headwater.cache.engine.Fold;
import io.headwater.cache.engine.Hasher;
import io.headwater.cache.engine.Keyspace;
import io.headwater.restore.request.KeyPattern;
import io.headwater.restore.request.Selection;
import io.headwater.restore.request.TtlRule;
import io.headwater.schemas.HeadwaterException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which keys a restore writes, and with what expiries. */
class SelectionTest {
    private static final long THEN_MS = 1_700_000_000_000L;
    private static final long NOW_MS = THEN_MS + 60_000;

    @Test
    void patternsAddUpAndDatabasesNarrow() {
        Selection selection = new Selection(
                Set.of(0, 2),
                List.of(KeyPattern.glob("user:[12]"), KeyPattern.regex("order:\\d+"), KeyPattern.prefix("x/"), KeyPattern.listed(List.of("one", "zwei"))));
        for (String key : List.of("user:1", "order:17", "x/", "x/y", "one", "zwei")) {
            assertTrue(selection.includes(0, bytes(key)), key);
            assertFalse(selection.includes(1, bytes(key)), key);
        }
        for (String key : List.of("user:3", "order:17b", "x", "on", "")) {
            assertFalse(selection.includes(2, bytes(key)), key);
        }
    }

    @Test
    void aRegularExpressionThatNeverEndsIsStopped() {
        KeyPattern hostile = KeyPattern.regex("(.*)(.*)(.*)(.*)(.*)(.*)b");
        HeadwaterException stopped = assertThrows(HeadwaterException.class, () -> hostile.matches(bytes("a".repeat(60))));
        assertTrue(stopped.getMessage().contains("takes too long"), stopped.getMessage());
        assertTrue(KeyPattern.regex("(?i)[a-z]+:\\d{1,5}").matches(bytes("User:12345")));
        assertThrows(HeadwaterException.class, () -> KeyPattern.regex("(a"));
    }

    @Test
    void expiriesAreKeptShiftedOrTakenAway() {
        Map<TtlRule, Map<String, String>> expected = Map.of(
                TtlRule.KEEP, Map.of("0/a", "1 @" + (THEN_MS + 5_000), "0/b", "2 @-1"),
                TtlRule.SHIFT, Map.of("0/a", "1 @" + (NOW_MS + 5_000), "0/b", "2 @-1"),
                TtlRule.PERSIST, Map.of("0/a", "1 @-1", "0/b", "2 @-1"));
        expected.forEach((rule, dump) -> {
            Selection firstDatabase = new Selection(Set.of(0), List.of());
            Keyspace shaped = new Shaping(firstDatabase, rule, THEN_MS, NOW_MS).shape(keyspace());
            assertEquals(dump, ModelKeyspace.dump(shaped, 0), rule.toString());
        });
    }

    /** A key with five seconds to live, one without expiry, one that is expired then, and one in another database. */
    private static Keyspace keyspace() {
        Keyspace keyspace = new Keyspace(4, new Hasher(1, 2), false);
        Fold fold = new Fold(keyspace);
        fold.beginEntry(THEN_MS, 0);
        fold.apply(Args.of("SET", "a", "1", "PXAT", "" + (THEN_MS + 5_000)));
        fold.apply(Args.of("SET", "b", "2"));
        fold.apply(Args.of("SET", "gone", "3", "PXAT", "" + (THEN_MS - 1)));
        fold.beginEntry(THEN_MS, 1);
        fold.apply(Args.of("SET", "c", "4"));
        return keyspace;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
