/**
 * The keyspace and its fold. Knows schemas only.
 *
 * <p>{@link io.headwater.cache.engine.Keyspace} holds databases, those hold entries in a {@link io.headwater.cache.engine.Dict}, and entries hold values, one class per
 * type. Reading is open to all; the one way to change anything is {@link io.headwater.cache.engine.Fold}, fed by {@link io.headwater.cache.engine.Effects} on a primary
 * and by records of the log everywhere else. Nothing here reads a clock or draws a random number by itself, nothing blocks, and nothing is shared between threads: all
 * of it is owned by the thread that owns the keyspace.
 */
@org.jspecify.annotations.NullMarked
package io.headwater.cache.engine;
