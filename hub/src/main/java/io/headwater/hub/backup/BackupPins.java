package io.headwater.hub.backup;

import io.headwater.archive.Archive;
import io.headwater.archive.replay.Inventory;
import io.headwater.archive.replay.InventoryReader;
import io.headwater.archive.replay.Routes;
import io.headwater.archive.replay.ShardHistory;
import io.headwater.archive.replay.SnapshotInfo;
import io.headwater.archive.retention.Pin;
import io.headwater.archive.retention.Pins;
import io.headwater.replication.RecordSchemas;
import io.headwater.restore.text.Json;
import io.headwater.schemas.HeadwaterException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes pins. */
public final class BackupPins {
    private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss").withZone(ZoneOffset.UTC);

    private BackupPins() {}

    /**
     * Pins a snapshot.
     *
     * @param name null to make one of its time
     * @return the pin; empty if no snapshot is called so
     */
    public static @Nullable Pin snapshot(Archive archive, String snapshot, @Nullable String name, long nowMs) {
        Inventory inventory = inventory(archive);
        if (Snapshots.named(snapshot, inventory).isEmpty()) {
            return null;
        }
        SnapshotInfo found = Snapshots.oneNamed(snapshot, inventory);
        Pin pin = new Pin(name == null ? nameOf(found.timeMs()) : name, nowMs, found.timeMs(), found.object());
        new Pins(archive).add(pin);
        return pin;
    }

    /**
     * Pins a moment.
     *
     * @param name null to make one of its time
     * @throws HeadwaterException if the archive alone cannot restore it on every shard
     */
    public static Pin moment(Archive archive, long timeMs, @Nullable String name, long nowMs) {
        List<List<ShardHistory>> shards = inventory(archive).shards();
        for (int shard = 0; shard < Math.max(1, shards.size()); shard++) {
            if (shards.isEmpty() || shards.get(shard).stream().noneMatch(history -> new Routes(history, Set.of()).to(timeMs).isPresent())) {
                throw new HeadwaterException(
                        "the archive cannot restore " + Figures.time(timeMs) + " on shard " + shard + ", so that there is nothing to pin",
                        "`headwater backup list` shows what it can restore; what is only in Kafka is archived within seconds",
                        HeadwaterException.EXIT_FAILURE);
            }
        }
        Pin pin = new Pin(name == null ? nameOf(timeMs) : name, nowMs, timeMs, null);
        new Pins(archive).add(pin);
        return pin;
    }

    /** For people. */
    public static String text(Pin pin) {
        String object = pin.snapshot();
        return "pinned " + (object == null ? Figures.time(pin.timeMs()) : object) + " as " + pin.name() + "\n";
    }

    /** For programs: one object. */
    public static String json(Pin pin) {
        Json json = new Json().object().member("name", pin.name()).member("time_ms", pin.timeMs());
        String object = pin.snapshot();
        return (object == null ? json : json.member("snapshot", object)).endObject() + "\n";
    }

    private static Inventory inventory(Archive archive) {
        return new InventoryReader(archive, null, () -> new RecordSchemas(null)).read(0, 0);
    }

    private static String nameOf(long timeMs) {
        return NAME.format(Instant.ofEpochMilli(timeMs));
    }
}
