package io.headwater.cache.command;

import io.headwater.cache.engine.Args;
import io.headwater.cache.engine.Database;
import io.headwater.cache.engine.Entry;
import io.headwater.cache.engine.Keyspace;
import io.headwater.cache.engine.WatchListener;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who watches which key. Registered with the keyspace only while somebody does. Owned by the writer thread. */
final class Watches implements WatchListener {
    /** One client's watch of one key. */
    private record Watch(WatchedKeys owner, WatchedKeys.Key key) {}

    private final Keyspace keyspace;
    /** By database, then by the key's bytes as text. */
    private final List<Map<String, List<Watch>>> watchesByKey = new ArrayList<>();
    private int count;

    Watches(Keyspace keyspace) {
        this.keyspace = keyspace;
        for (int i = 0; i < keyspace.databases(); i++) watchesByKey.add(new HashMap<>());
    }

    /** Adds a watch of argument {@code i} for the client; none if it has it already. */
    void add(CommandContext context, int i) {
        ClientSession session = context.session();
        Args args = context.args();
        // Before all else: also who watches the key already is told that it does only once the key's state is certain.
        Entry entry = context.find(session.database(), args.bytes(), args.offset(i), args.length(i));
        WatchedKeys owner = session.watched;
        if (owner == null) {
            owner = new WatchedKeys();
            session.watched = owner;
        }
        String text = args.text(i);
        List<Watch> watches = watchesByKey.get(session.database()).computeIfAbsent(text, absent -> new ArrayList<>());
        for (Watch watch : watches) {
            if (watch.owner == owner) return;
        }
        WatchedKeys.Key key = new WatchedKeys.Key(session.database(), args.copy(i), entry != null && entry.isExpired(context.nowMs()));
        owner.keys.add(key);
        watches.add(new Watch(owner, key));
        count++;
        keyspace.watch(this);
    }

    /** Ends all watches of a client. */
    void clear(ClientSession session) {
        WatchedKeys owner = session.watched;
        if (owner == null) return;
        session.watched = null;
        for (WatchedKeys.Key key : owner.keys) {
            String text = new String(key.name, StandardCharsets.ISO_8859_1);
            Map<String, List<Watch>> ofDatabase = watchesByKey.get(key.database);
            List<Watch> watches = ofDatabase.get(text);
            if (watches == null) continue;
            watches.removeIf(watch -> watch.owner == owner);
            if (watches.isEmpty()) ofDatabase.remove(text);
            count--;
        }
        if (count == 0) keyspace.watch(null);
    }

    /** Whether a key that the client watches was changed, or has expired since. */
    boolean isBroken(CommandContext context) {
        WatchedKeys owner = context.session().watched;
        if (owner == null) return false;
        boolean broken = owner.changed;
        // All of them, whatever the first says: the reply depends on each.
        for (WatchedKeys.Key key : owner.keys) {
            Entry entry = context.find(key.database, key.name, 0, key.name.length);
            broken |= !key.wasExpired && entry != null && entry.isExpired(context.nowMs());
        }
        return broken;
    }

    @Override
    public void keyChanged(int database, byte[] key, int offset, int length) {
        Map<String, List<Watch>> ofDatabase = watchesByKey.get(database);
        if (ofDatabase.isEmpty()) return;
        List<Watch> watches = ofDatabase.get(new String(key, offset, length, StandardCharsets.ISO_8859_1));
        if (watches == null) return;
        boolean absent = keyspace.database(database).find(key, offset, length) == null;
        for (Watch watch : watches) touch(watch, absent);
    }

    private static void touch(Watch watch, boolean absent) {
        if (watch.key.wasExpired && absent) {
            // It was as good as absent when it was watched, and now it is: no change.
            watch.key.wasExpired = false;
            return;
        }
        watch.owner.changed = true;
    }

    @Override
    public void databaseReplaced(int database, Database current, @Nullable Database replacement) {
        for (List<Watch> watches : watchesByKey.get(database).values()) {
            for (Watch watch : watches) {
                byte[] name = watch.key.name;
                boolean before = current.find(name, 0, name.length) != null;
                boolean after = replacement != null && replacement.find(name, 0, name.length) != null;
                if (before || after) touch(watch, !after);
            }
        }
    }
}
