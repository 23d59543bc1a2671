package io.headwater.cache.node;

import io.headwater.cache.command.ServerRole;
import io.headwater.schemas.HostPort;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What this node is in its shard by now, and who leads it. Owned by the writer thread. */
final class MemberRole implements ServerRole {
    private final @Nullable ShardLog log;
    private @Nullable NodeWriter writer;
    private @Nullable HostPort primary;
    private long primaryEpoch;

    MemberRole(@Nullable ShardLog log) {
        this.log = log;
    }

    /** Whose turns say what the node is. */
    void of(NodeWriter turns) {
        writer = turns;
    }

    /**
     * Somebody leads the shard; what an older claim says is passed over.
     *
     * @param address {@code host:port}
     */
    void ledBy(String address, long epoch) {
        if (epoch < primaryEpoch) return;
        primary = HostPort.orNull(address);
        primaryEpoch = epoch;
    }

    @Override
    public boolean isPrimary() {
        return writer().takesWrites();
    }

    @Override
    public String primaryHost() {
        return primary == null ? "" : primary.host();
    }

    @Override
    public int primaryPort() {
        return primary == null ? 0 : primary.port();
    }

    @Override
    public boolean hasLog() {
        return log != null;
    }

    @Override
    public long lsn() {
        return writer().lastLsn();
    }

    @Override
    public boolean isLinkUp() {
        return log == null || log.progress().connected();
    }

    private NodeWriter writer() {
        return Objects.requireNonNull(writer, "commands before there is a writer");
    }
}
