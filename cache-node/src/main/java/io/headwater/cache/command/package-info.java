/** The command table and the commands, one file per data type. May use rdb and engine. */
@org.jspecify.annotations.NullMarked
package io.headwater.cache.command;
