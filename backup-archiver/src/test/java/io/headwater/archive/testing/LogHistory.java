package io.headwater.archive.testing;

import io.headwater.replication.TopicReader.TopicRecord;
import io.headwater.schemas.Actor;
import io.headwater.schemas.BatchEncoder;
import io.headwater.schemas.Cause;
import io.headwater.schemas.Claim;
import io.headwater.schemas.ControlKind;
import io.headwater.schemas.FailoverMode;
import io.headwater.schemas.Heartbeat;
import io.headwater.schemas.LogSchema;
import io.headwater.schemas.RecordId;
import io.headwater.schemas.RecordStamp;
import io.headwater.schemas.Timeline;
import io.headwater.schemas.WireFormat;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Writes a shard's topic as primaries would, the good and the deposed, and keeps beside it what a reader must make of it: the entries that take
 * effect, in order. It does not use the log filter. The same seed writes the same topic.
 */
public final class LogHistory {
    /** The time of the first record. */
    public static final long START_MS = 1_700_000_000_000L;

    /** An entry that takes effect. */
    public record Written(long lsn, long epoch, long timeMs, int database, List<String[]> effects) {}

    private final int shard;
    private final Random random;
    private final Timeline timeline;
    private final List<TopicRecord> records = new ArrayList<>();
    private final List<Written> entries = new ArrayList<>();
    /** The state of the entries written so far, so that effects fit it. */
    private final ModelKeyspace now = new ModelKeyspace();

    private RecordStamp stamp;
    private @Nullable RecordStamp deposed;
    private @Nullable RecordId last;
    private @Nullable Long lastValidTimeMs;
    private long timeMs = START_MS;
    private long epoch;

    public LogHistory(int shard, long seed) {
        this.shard = shard;
        random = new Random(seed);
        timeline = new Timeline(random.nextLong(), random.nextLong());
        stamp = new RecordStamp(timeline, shard, 0, 0, 0, 1);
        claim();
    }

    /** What the topic holds; grows. */
    public List<TopicRecord> records() {
        return records;
    }

    /** What takes effect; grows. */
    public List<Written> entries() {
        return entries;
    }

    public Timeline timeline() {
        return timeline;
    }

    /** The time of the last valid record. */
    public long lastTimeMs() {
        return lastValidTimeMs == null ? 0 : lastValidTimeMs;
    }

    /** The state after every entry whose time is not behind {@code untilMs}. */
    public ModelKeyspace modelAt(long untilMs) {
        ModelKeyspace model = new ModelKeyspace();
        for (Written entry : entries) {
            if (entry.timeMs() <= untilMs) {
                model.select(entry.database());
                entry.effects().forEach(model::apply);
            }
        }
        return model;
    }

    /** Goes on by some records of any kind. */
    public LogHistory steps(int count) {
        for (int i = 0; i < count; i++) {
            step();
        }
        return this;
    }

    private void step() {
        int dice = random.nextInt(100);
        if (dice < 60) {
            batch(1 + random.nextInt(5));
        } else if (dice < 80) {
            heartbeat();
        } else if (dice < 84) {
            marker("m");
        } else if (dice < 88) {
            duplicate();
        } else if (dice < 91) {
            largeEntry(700_000 + random.nextInt(900_000), Integer.MAX_VALUE);
        } else if (dice < 96) {
            ghost();
        } else if (dice < 98) {
            failedClaim();
        } else {
            if (random.nextBoolean()) {
                largeEntry(1_200_000, 2); // the primary dies inside it
            }
            claim();
        }
    }

    /** Lets the clock go on. */
    public LogHistory pass(long ms) {
        timeMs += ms;
        return this;
    }

    /** A new primary, which read the log to its end. */
    public LogHistory claim() {
        epoch++;
        deposed = stamp;
        stamp = new RecordStamp(timeline, shard, epoch, random.nextLong(), 0, lastLsn() + 1);
        timeMs += 1 + random.nextInt(2000);
        append(new Claim("node-" + epoch, "127.0.0.1:6379", last, FailoverMode.MANUAL).encoded(stamp, timeMs));
        valid(0);
        return this;
    }

    private long lastLsn() {
        return entries.isEmpty() ? 0 : entries.getLast().lsn();
    }

    /** The primary is alive. */
    public LogHistory heartbeat() {
        timeMs += random.nextInt(100);
        long counter = nextCounter();
        append(Heartbeat.encoded(stamp, timeMs));
        valid(counter);
        return this;
    }

    /** One control entry. */
    public LogHistory control(ControlKind kind, byte[] data) {
        BatchEncoder encoder = new BatchEncoder(new byte[4096]);
        encoder.control(timeMs, kind, data);
        entries.add(new Written(lastLsn() + 1, epoch, timeMs, 0, List.of()));
        seal(encoder);
        return this;
    }

    /** One batch of some entries of some effects each; times may stand still. */
    public LogHistory batch(int count) {
        BatchEncoder encoder = new BatchEncoder(new byte[4096]);
        for (int i = 0; i < count; i++) {
            timeMs += random.nextInt(3) == 0 ? random.nextInt(1500) : 0;
            int database = random.nextInt(ModelKeyspace.DATABASES);
            List<String[]> effects = new ArrayList<>();
            now.select(database);
            int wanted = 1 + random.nextInt(4);
            while (effects.size() < wanted) {
                for (String[] effect : randomEffects()) {
                    now.apply(effect);
                    effects.add(effect);
                }
            }
            entry(encoder, database, effects);
        }
        seal(encoder);
        return this;
    }

    /** One entry with these effects, as one batch. */
    public LogHistory write(int database, String[]... effects) {
        BatchEncoder encoder = new BatchEncoder(new byte[4096]);
        now.select(database);
        Arrays.stream(effects).forEach(now::apply);
        entry(encoder, database, List.of(effects));
        seal(encoder);
        return this;
    }

    /** One entry of an actor with these effects, as one batch. */
    public LogHistory write(Actor actor, Cause cause, int database, String[]... effects) {
        BatchEncoder encoder = new BatchEncoder(new byte[4096]);
        entry(encoder, actor.encoded(), cause, database, List.of(effects));
        seal(encoder);
        return this;
    }

    /** A marker of this name. */
    public LogHistory marker(String name) {
        BatchEncoder encoder = new BatchEncoder(new byte[4096]);
        encoder.control(timeMs, ControlKind.MARKER, name.getBytes(StandardCharsets.UTF_8));
        entries.add(new Written(lastLsn() + 1, epoch, timeMs, 0, List.of()));
        seal(encoder);
        return this;
    }

    private void entry(BatchEncoder encoder, int database, List<String[]> effects) {
        entry(encoder, null, Cause.COMMAND, database, effects);
    }

    private void entry(BatchEncoder encoder, byte @Nullable [] actor, Cause cause, int database, List<String[]> effects) {
        encoder.beginEntry(timeMs, database, actor);
        effects.forEach(effect -> effect(encoder, cause, effect));
        encoder.endEntry();
        entries.add(new Written(lastLsn() + 1, epoch, timeMs, database, effects));
    }

    /** An entry of several chunks, of which only the first {@code chunks} reach the topic. */
    private void largeEntry(int bytes, int chunks) {
        timeMs += random.nextInt(50);
        String[] effect = {"SET", "big:" + random.nextInt(3), ("" + (char) ('a' + random.nextInt(26))).repeat(bytes)};
        BatchEncoder encoder = new BatchEncoder(new byte[4096]);
        encoder.beginEntry(timeMs, 0, null);
        effect(encoder, effect);
        encoder.endEntry();
        List<byte[]> sealed = new ArrayList<>();
        long firstCounter = nextCounter();
        encoder.seal(stamp, (b, offset, length, lsn, time) -> sealed.add(Arrays.copyOfRange(b, offset, offset + length)));
        int appended = Math.min(chunks, sealed.size());
        for (int i = 0; i < appended; i++) {
            append(sealed.get(i));
            valid(firstCounter + i);
        }
        if (appended == sealed.size()) {
            now.select(0);
            now.apply(effect);
            entries.add(new Written(lastLsn() + 1, epoch, timeMs, 0, List.<String[]>of(effect)));
        }
    }

    /** A record of the epoch appended a second time. */
    private void duplicate() {
        records.add(at(records.get(random.nextInt(records.size())).value()));
    }

    /** The deposed primary, which has not noticed. */
    private void ghost() {
        if (deposed != null && deposed.epoch() > 0) {
            BatchEncoder encoder = new BatchEncoder(new byte[4096]);
            encoder.beginEntry(timeMs, 0, null);
            effect(encoder, "SET", "ghost", "must never be seen");
            encoder.endEntry();
            encoder.seal(deposed, (b, offset, length, lsn, time) -> append(Arrays.copyOfRange(b, offset, offset + length)));
        }
    }

    /** A candidate that has not read to the end. */
    private void failedClaim() {
        RecordStamp candidate = new RecordStamp(timeline, shard, epoch + 1, random.nextLong(), 0, lastLsn() + 1);
        append(new Claim("late", "127.0.0.1:1", new RecordId(4711, 1), FailoverMode.MANUAL).encoded(candidate, timeMs));
    }

    private long nextCounter() {
        return last == null || last.publisher() != stamp.publisher() ? 1 : last.counter() + 1;
    }

    private void seal(BatchEncoder encoder) {
        long counter = nextCounter();
        encoder.seal(stamp, (b, offset, length, lsn, time) -> append(Arrays.copyOfRange(b, offset, offset + length)));
        valid(counter);
    }

    private void valid(long counter) {
        last = new RecordId(stamp.publisher(), counter);
        lastValidTimeMs = timeMs;
    }

    private void append(byte[] payload) {
        byte[] value = new byte[WireFormat.PREFIX_BYTES + payload.length];
        WireFormat.write(value, 0, 1);
        System.arraycopy(payload, 0, value, WireFormat.PREFIX_BYTES, payload.length);
        records.add(at(value));
    }

    private TopicRecord at(byte[] value) {
        return new TopicRecord(records.size(), null, value, LogSchema.fingerprintHeaderValue());
    }

    private static void effect(BatchEncoder encoder, String... arguments) {
        effect(encoder, Cause.COMMAND, arguments);
    }

    private static void effect(BatchEncoder encoder, Cause cause, String... arguments) {
        encoder.beginEffect(cause, arguments.length);
        for (String argument : arguments) {
            byte[] bytes = argument.getBytes(StandardCharsets.UTF_8);
            encoder.argument(bytes, 0, bytes.length);
        }
        encoder.endEffect();
    }

    private List<String[]> randomEffects() {
        int dice = random.nextInt(100);
        if (dice == 0) {
            return List.<String[]>of(new String[] {random.nextInt(3) == 0 ? "FLUSHALL" : "FLUSHDB"});
        }
        if (dice < 5) {
            return List.<String[]>of(new String[] {"SELECT", "" + random.nextInt(ModelKeyspace.DATABASES)});
        }
        String key = "key:" + random.nextInt(40);
        String text = "v" + random.nextInt(1000);
        String field = "f" + random.nextInt(8);
        String later = "" + (timeMs + random.nextInt(20_000));
        return switch (random.nextInt(16)) {
            case 0 -> effects("SET", key, text);
            case 1 -> effects("SET", key, text, "PXAT", later);
            case 2 -> now.type(key) == null ? effects("SET", key, text) : effects("SET", key, text, "KEEPTTL");
            case 3 -> typed("string", key, "APPEND", key, text);
            case 4 -> typed("hash", key, "HSET", key, field, text);
            case 5 -> typed("hash", key, "HDEL", key, field);
            case 6 -> typed("list", key, "RPUSH", key, text);
            case 7 -> typed("list", key, "LPUSH", key, text);
            case 8 -> typed("list", key, "LPOP", key, "1");
            case 9 -> typed("set", key, "SADD", key, field);
            case 10 -> typed("set", key, "SREM", key, field);
            case 11 -> typed("zset", key, "ZADD", key, "" + random.nextInt(1000) / 8.0, field);
            case 12 -> typed("zset", key, "ZREM", key, field);
            case 13 -> now.type(key) == null ? effects("SET", key, text) : effects("PEXPIREAT", key, later);
            case 14 -> now.type(key) == null ? effects("DEL", key) : effects("RENAME", key, "key:" + random.nextInt(40) + "r");
            default -> random.nextBoolean() ? effects("DEL", key) : effects("PERSIST", key);
        };
    }

    /** The effect, after a DEL if the key holds another type; one that takes away is left out for a key that is not there. */
    private List<String[]> typed(String type, String key, String... effect) {
        String held = now.type(key);
        boolean takesAway = effect[0].endsWith("DEL") || effect[0].endsWith("REM") || effect[0].endsWith("POP");
        if (held == null) {
            return takesAway ? effects("DEL", key) : List.<String[]>of(effect);
        }
        return held.equals(type) ? List.<String[]>of(effect) : effects("DEL", key);
    }

    private static List<String[]> effects(String... effect) {
        return List.<String[]>of(effect);
    }
}
