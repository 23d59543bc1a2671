package io.headwater.cache.command;

import java.util.LinkedHashSet;
import java.util.Set;

/** What one client has subscribed to, in its order; names are bytes as ISO-8859-1 text. Owned by the writer thread. */
final class Subscriptions {
    final Set<String> channels = new LinkedHashSet<>();
    final Set<String> patterns = new LinkedHashSet<>();
    final Set<String> shardChannels = new LinkedHashSet<>();

    /** All subscriptions. */
    int total() {
        return count() + shardChannels.size();
    }

    /** The number that every reply to a subscription carries, but those to shard channels. */
    int count() {
        return channels.size() + patterns.size();
    }
}
