package io.headwater.restore.request;

import org.jspecify.annotations.Nullable;

/**
 * Which entries are meant: those that match everything that is given; at least one thing is.
 *
 * @param command an entry with an effect of this name, in upper case
 * @param key an entry that writes such a key; if a command is given too, by that effect
 * @param actor an entry written by a client of this name or a user of this name; empty for clients without a name
 */
public record EntryPattern(@Nullable String command, @Nullable KeyPattern key, @Nullable String actor) {
    public EntryPattern {
        if (command == null && key == null && actor == null) {
            throw new IllegalArgumentException("a pattern that says nothing");
        }
    }
}
