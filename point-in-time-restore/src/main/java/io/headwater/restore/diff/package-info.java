/** What differs between two keyspaces, or between two moments of one log. May use the engine and the replay. */
@org.jspecify.annotations.NullMarked
package io.headwater.restore.diff;
