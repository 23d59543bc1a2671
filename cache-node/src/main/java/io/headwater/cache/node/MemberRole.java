package io.headwater.cache.node;

import io.headwater.cache.command.ServerRole;
import io.headwater.cache.node.config.NodePlace;
import java.util.function.LongSupplier;

/** What this node is in its shard. Owned by the writer thread, but for {@link #primaryAddress}. */
final class MemberRole implements ServerRole {
    private final NodePlace place;
    private LongSupplier lsn = () -> 0;
    private String primaryAddress = "";

    MemberRole(NodePlace place) {
        this.place = place;
    }

    /** Where the node's last lsn is known. */
    void lsnFrom(LongSupplier source) {
        lsn = source;
    }

    /** {@code host:port} of the shard's primary, empty while unknown. */
    void primaryAddress(String address) {
        primaryAddress = address;
    }

    @Override
    public boolean isPrimary() {
        return place.isPrimary();
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
        return place.log();
    }

    @Override
    public long lsn() {
        return lsn.getAsLong();
    }
}
