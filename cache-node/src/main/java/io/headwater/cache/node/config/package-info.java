/**
 * A node's configuration: redis.conf's directives as data, their reader, and the typed record that they become. Uses the RESP server's limits and the commands' levels
 * of durability, else only schemas.
 */
@org.jspecify.annotations.NullMarked
package io.headwater.cache.node.config;
