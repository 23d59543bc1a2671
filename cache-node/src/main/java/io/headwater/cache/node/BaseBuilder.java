package io.headwater.cache.node;

import io.headwater.cache.node.base.BaseFolder;
import io.headwater.cache.node.base.BaseSource;
import java.nio.file.Path;

/** Where bases come from: folds a directory's base and closed segments into a new one, outside the node's process. A port of the node. */
@FunctionalInterface
public interface BaseBuilder {
    /** Builds in the calling process: what the process does that a node starts for it, and the choice of tests. */
    BaseBuilder IN_PROCESS = (directory, throughLsn) -> BaseFolder.fold(
            NodeDirectory.basesOf(directory), NodeDirectory.binlogOf(directory), NodeDirectory.identityOf(directory).shard(), throughLsn);

    /**
     * Builds the base and returns when its file is in place and safe on disk, or fails. Called on a background thread.
     *
     * @param directory the node's directory
     * @param throughLsn every segment up to this lsn is closed
     * @throws io.headwater.schemas.HeadwaterException if no base was made
     */
    void build(Path directory, long throughLsn);

    /** Where a directory without state gets its first base. */
    default BaseSource source() {
        return BaseSource.NONE;
    }
}
