package io.headwater.hub.ledger;

/**
 * A key of a shard.
 *
 * @param database its number
 * @param name its bytes as ISO-8859-1 text
 */
record LedgerKey(int database, String name) {}
