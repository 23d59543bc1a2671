package io.headwater.cache.command;

import java.util.Locale;

/** What replies wait for: of a node, or of a connection that has chosen for itself. Ordered: a later level loses no more than an earlier one. */
public enum Durability {
    /** Nothing; the disk is synced each second. */
    ASYNC,
    /** The reply to a write: the sync of its batch. */
    DISK,
    /** The reply to a write: the commit of its batch in the log. Any reply that depends on a key: the commit of that key's last effect. */
    LOG;

    /** The level's name in configuration and commands. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
