package io.headwater.cache.node;

import io.headwater.cache.command.ServerRole;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What this node is in its shard by now, and who leads it. Owned by the writer thread. */
final class MemberRole implements ServerRole {
    private final @Nullable ShardLog log;
    private @Nullable NodeWriter writer;
    private String primaryAddress = "";
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
        primaryAddress = address;
        primaryEpoch = epoch;
    }

    /** {@code host:port} of the shard's primary, this node perhaps; empty while unknown. */
    String primaryAddress() {
        return primaryAddress;
    }

    /** The epoch that {@link #primaryAddress} leads; 0 while unknown. */
    long primaryEpoch() {
        return primaryEpoch;
    }

    @Override
    public boolean isPrimary() {
        return writer().takesWrites();
    }

    @Override
    public String primaryHost() {
        int colon = primaryAddress.lastIndexOf(':');
        return colon < 0 ? "" : primaryAddress.substring(0, colon);
    }

    @Override
    public int primaryPort() {
        int colon = primaryAddress.lastIndexOf(':');
        return colon < 0 ? 0 : Integer.parseInt(primaryAddress, colon + 1, primaryAddress.length(), 10);
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
