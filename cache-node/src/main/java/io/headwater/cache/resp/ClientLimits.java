package io.headwater.cache.resp;

/**
 * What a client may ask of the server; 0 means no limit unless said otherwise.
 *
 * @param maxClients connections at the same time, at least 1
 * @param maxBulkBytes the longest argument, {@code proto-max-bulk-len}; at least 1
 * @param queryBufferBytes the longest unfinished request, {@code client-query-buffer-limit}; at least 1
 * @param idleSeconds after so long without a request a connection is closed
 * @param keepaliveSeconds after so long without traffic TCP probes the peer
 * @param output what a client may leave unfetched
 * @param subscriberOutput the same for a client with subscriptions
 * @param logTimeoutMs how long a reply waits for the log, or for the lease, before an error says that the write's fate is unknown; at least 1
 * @param maxHeldBytes replies of all clients that wait for disk or log: beyond it no client that has any is read; at least 1
 */
public record ClientLimits(
        int maxClients,
        int maxBulkBytes,
        int queryBufferBytes,
        int idleSeconds,
        int keepaliveSeconds,
        OutputBounds output,
        OutputBounds subscriberOutput,
        int logTimeoutMs,
        long maxHeldBytes) {
    /** Redis's defaults, and ours for the log. */
    public static final ClientLimits DEFAULT =
            new ClientLimits(10_000, 512 << 20, 1 << 30, 0, 300, OutputBounds.NONE, OutputBounds.SUBSCRIBER, 5000, 256L << 20);
}
