/**
 * Histories of what clients asked and were told, and the judge of them: whether one order of all operations, each between its call and its return, explains every
 * answer. Knows nothing of servers but for {@link io.headwater.it.history.RecordingClient}.
 */
@org.jspecify.annotations.NullMarked
package io.headwater.it.history;
