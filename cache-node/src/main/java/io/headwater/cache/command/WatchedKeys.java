package io.headwater.cache.command;

import java.util.ArrayList;
import java.util.List;

/** The keys that one client watches, and whether one of them has changed since. */
final class WatchedKeys {
    /** A watched key; {@code wasExpired}: it was there but expired when WATCH came, so that its deletion is no change. */
    static final class Key {
        final int database;
        final byte[] name;
        boolean wasExpired;

        Key(int database, byte[] name, boolean wasExpired) {
            this.database = database;
            this.name = name;
            this.wasExpired = wasExpired;
        }
    }

    /** Of a client whose keys may have changed while nobody looked. */
    static WatchedKeys changedAlready() {
        WatchedKeys watched = new WatchedKeys();
        watched.changed = true;
        return watched;
    }

    final List<Key> keys = new ArrayList<>();
    boolean changed;
}
