package io.headwater.restore.preview;

import io.headwater.archive.Archive;
import io.headwater.archive.ShardTopics;
import io.headwater.archive.replay.Inventory;
import io.headwater.archive.replay.InventoryReader;
import io.headwater.archive.replay.Progress;
import io.headwater.archive.replay.Replayed;
import io.headwater.archive.replay.Routes;
import io.headwater.archive.replay.ShardHistory;
import io.headwater.archive.replay.ShardReplay;
import io.headwater.replication.RecordSchemas;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the cluster holds now, from its log: on every shard all that is there. One thread. */
public final class PresentState {
    private final Archive archive;
    private final @Nullable ShardTopics topics;
    private final Supplier<RecordSchemas> schemas;
    private final int shards;
    private final Progress progress;

    public PresentState(Archive archive, @Nullable ShardTopics topics, Supplier<RecordSchemas> schemas, int shards, Progress progress) {
        this.archive = archive;
        this.topics = topics;
        this.schemas = schemas;
        this.shards = shards;
        this.progress = progress;
    }

    /** Replays every shard to its end, and returns them by their number. */
    public List<Replayed> replay() {
        progress.step("reading what the cluster holds now");
        Inventory inventory = new InventoryReader(archive, topics, schemas).read(shards, System.currentTimeMillis());
        ShardReplay replay = new ShardReplay(archive, topics, schemas, progress);
        List<Replayed> present = new ArrayList<>();
        for (List<ShardHistory> histories : inventory.shards()) {
            present.add(replay.run(histories.getFirst(), Routes.LATEST, true));
        }
        return present;
    }
}
