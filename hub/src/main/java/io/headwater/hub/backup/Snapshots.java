package io.headwater.hub.backup;

import io.headwater.archive.replay.Inventory;
import io.headwater.archive.replay.ShardHistory;
import io.headwater.archive.replay.SnapshotInfo;
import io.headwater.schemas.HeadwaterException;
import java.util.ArrayList;
import java.util.List;

/** Finds snapshots by what people call them. */
final class Snapshots {
    private Snapshots() {}

    /** The snapshots that are meant by an object's name, an id as `backup list` prints it, or a position; in any shard. */
    static List<SnapshotInfo> named(String name, Inventory inventory) {
        List<SnapshotInfo> found = new ArrayList<>();
        for (List<ShardHistory> histories : inventory.shards()) {
            for (ShardHistory history : histories) {
                for (SnapshotInfo snapshot : history.snapshots()) {
                    if (snapshot.object().equals(name)
                            || BackupList.id(snapshot).equals(name)
                            || snapshot.position().toString().equals(name)) {
                        found.add(snapshot);
                    }
                }
            }
        }
        return found;
    }

    /**
     * The one snapshot that is meant.
     *
     * @throws HeadwaterException if it is none or several
     */
    static SnapshotInfo oneNamed(String name, Inventory inventory) {
        List<SnapshotInfo> found = named(name, inventory);
        if (found.size() != 1) {
            throw new HeadwaterException(
                    found.isEmpty() ? "there is no snapshot '" + name + "'" : "'" + name + "' names " + found.size() + " snapshots",
                    "`headwater backup list --json` shows their objects",
                    HeadwaterException.EXIT_USAGE);
        }
        return found.getFirst();
    }
}
