/** One class per command that runs another room: takes the command's options record, calls the room's entry point. */
@org.jspecify.annotations.NullMarked
package io.headwater.hub.role;
