/**
 * {@code headwater ledger}: writes that a deposed primary had executed and the log does not have. Reads the ledgers in nodes' directories and the log; writes only through
 * the shard's primary.
 */
@org.jspecify.annotations.NullMarked
package io.headwater.hub.ledger;
