/**
 * The command table and the commands, one file per data type or concern. May use rdb and engine.
 *
 * <p>{@link io.headwater.cache.command.CommandExecutor} runs one command for one {@link io.headwater.cache.command.ClientSession}: it looks the command up in the
 * {@link io.headwater.cache.command.CommandTable}, checks what must hold, and lets its {@link io.headwater.cache.command.Handler} decide. A handler reads arguments and
 * keyspace, writes a reply into a {@link io.headwater.cache.command.ReplyBuffer} and yields effects; it changes nothing. What commands need of the node is declared
 * here as small interfaces, collected in {@link io.headwater.cache.command.Server}. No network, no disk, no threads: all of it runs on the writer thread.
 *
 * <p>Replies, errors and their order are those of Redis 7.0.15, byte for byte; tests compare them with the real one.
 */
@org.jspecify.annotations.NullMarked
package io.headwater.cache.command;
