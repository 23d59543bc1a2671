package io.headwater.cache.command;

/**
 * A reply that comes after its command, and what it must wait for.
 *
 * @param bytes encoded; none if the client wants no replies
 * @param kind what it says about the data
 * @param logged whether what it tells of left an entry in the log: the pop of a client that had been blocked
 * @param dependsOnLsn what the reply waits for at {@link Durability#LOG}; 0: nothing
 */
public record LateReply(byte[] bytes, ReplyKind kind, boolean logged, long dependsOnLsn) {}
