package io.headwater.cache.command;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who has subscribed to what, and the delivery to them. A message reaches the clients of this node and is in no log: who is not connected misses it, as in Redis. Names
 * of channels and patterns are bytes as ISO-8859-1 text. Owned by the writer thread.
 */
public final class PubSub {
    /** A pattern and the clients that have subscribed to it. */
    private record PatternSubscribers(Glob pattern, Set<ClientSession> clients) {}

    private final Map<String, Set<ClientSession>> clientsByChannel = new LinkedHashMap<>();
    private final Map<String, Set<ClientSession>> clientsByShardChannel = new LinkedHashMap<>();
    private final Map<String, PatternSubscribers> subscribersByPattern = new LinkedHashMap<>();

    PubSub() {}

    /** Adds a subscription to a channel, unless it is there. */
    void subscribe(ClientSession client, String channel) {
        if (subscriptions(client).channels.add(channel)) clientsByChannel.computeIfAbsent(channel, absent -> new LinkedHashSet<>()).add(client);
    }

    /** Adds a subscription to a shard channel, unless it is there. */
    void subscribeToShard(ClientSession client, String channel) {
        if (subscriptions(client).shardChannels.add(channel)) clientsByShardChannel.computeIfAbsent(channel, absent -> new LinkedHashSet<>()).add(client);
    }

    /** Ends a subscription to a shard channel, if there is one. */
    void unsubscribeFromShard(ClientSession client, String channel) {
        Subscriptions subscriptions = client.subscriptions;
        if (subscriptions == null || !subscriptions.shardChannels.remove(channel)) return;
        Set<ClientSession> clients = clientsByShardChannel.get(channel);
        if (clients != null && clients.remove(client) && clients.isEmpty()) clientsByShardChannel.remove(channel);
    }

    /** Adds a subscription to all channels that match, unless it is there. */
    void subscribeToPattern(ClientSession client, String pattern) {
        if (!subscriptions(client).patterns.add(pattern)) return;
        subscribersByPattern
                .computeIfAbsent(pattern, absent -> new PatternSubscribers(Glob.of(bytes(pattern)), new LinkedHashSet<>()))
                .clients
                .add(client);
    }

    private static Subscriptions subscriptions(ClientSession client) {
        Subscriptions existing = client.subscriptions;
        if (existing != null) return existing;
        Subscriptions first = new Subscriptions();
        client.subscriptions = first;
        return first;
    }

    /** Ends a subscription to a channel, if there is one. */
    void unsubscribe(ClientSession client, String channel) {
        Subscriptions subscriptions = client.subscriptions;
        if (subscriptions == null || !subscriptions.channels.remove(channel)) return;
        Set<ClientSession> clients = clientsByChannel.get(channel);
        if (clients != null && clients.remove(client) && clients.isEmpty()) clientsByChannel.remove(channel);
    }

    /** Ends a subscription to a pattern, if there is one. */
    void unsubscribeFromPattern(ClientSession client, String pattern) {
        Subscriptions subscriptions = client.subscriptions;
        if (subscriptions == null || !subscriptions.patterns.remove(pattern)) return;
        PatternSubscribers subscribers = subscribersByPattern.get(pattern);
        if (subscribers != null && subscribers.clients.remove(client) && subscribers.clients.isEmpty()) subscribersByPattern.remove(pattern);
    }

    /** Ends all subscriptions of a client, without a word to it. */
    void forget(ClientSession client) {
        Subscriptions subscriptions = client.subscriptions;
        if (subscriptions == null) return;
        for (String channel : Set.copyOf(subscriptions.channels)) unsubscribe(client, channel);
        for (String pattern : Set.copyOf(subscriptions.patterns)) unsubscribeFromPattern(client, pattern);
        for (String channel : Set.copyOf(subscriptions.shardChannels)) unsubscribeFromShard(client, channel);
        client.subscriptions = null;
    }

    /**
     * Delivers a message.
     *
     * @return to how many subscriptions; a client with several that match gets several
     */
    public int publish(byte[] channel, byte[] message) {
        int receivers = 0;
        Set<ClientSession> clients = clientsByChannel.get(new String(channel, StandardCharsets.ISO_8859_1));
        if (clients != null) {
            for (ClientSession client : clients) deliver(client, "message", null, channel, message);
            receivers += clients.size();
        }
        for (Map.Entry<String, PatternSubscribers> entry : subscribersByPattern.entrySet()) {
            PatternSubscribers subscribers = entry.getValue();
            if (!matches(subscribers.pattern, channel)) continue;
            for (ClientSession client : subscribers.clients) deliver(client, "pmessage", entry.getKey(), channel, message);
            receivers += subscribers.clients.size();
        }
        return receivers;
    }

    /** Delivers a message to the subscribers of a shard channel; to how many. */
    int publishToShard(byte[] channel, byte[] message) {
        Set<ClientSession> clients = clientsByShardChannel.get(new String(channel, StandardCharsets.ISO_8859_1));
        if (clients == null) return 0;
        for (ClientSession client : clients) deliver(client, "smessage", null, channel, message);
        return clients.size();
    }

    /** A lone star means every key to KEYS and SCAN, but does not match the channel without a name. */
    static boolean matches(Glob pattern, byte[] channel) {
        return channel.length > 0 ? pattern.matches(channel) : !pattern.matchesAll() && pattern.matches(channel);
    }

    private static void deliver(ClientSession client, String kind, @Nullable String pattern, byte[] channel, byte[] message) {
        if (client.adopting) return;
        ReplyBuffer out = client.connection().outbox();
        if (out == null) return;
        out.protocol(client.protocol());
        out.pushHeader(pattern == null ? 3 : 4);
        out.bulk(kind);
        if (pattern != null) out.bulk(pattern);
        out.bulk(channel);
        out.bulk(message);
    }

    /** The channels that somebody has subscribed to by name. */
    Collection<String> channels() {
        return Collections.unmodifiableSet(clientsByChannel.keySet());
    }

    /** The shard channels that somebody has subscribed to. */
    Collection<String> shardChannels() {
        return Collections.unmodifiableSet(clientsByShardChannel.keySet());
    }

    /** Subscribers of a shard channel. */
    int shardSubscribers(String channel) {
        Set<ClientSession> clients = clientsByShardChannel.get(channel);
        return clients == null ? 0 : clients.size();
    }

    /** Subscribers of a channel by its name. */
    int subscribers(String channel) {
        Set<ClientSession> clients = clientsByChannel.get(channel);
        return clients == null ? 0 : clients.size();
    }

    /** Different patterns that somebody has subscribed to. */
    int patterns() {
        return subscribersByPattern.size();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
