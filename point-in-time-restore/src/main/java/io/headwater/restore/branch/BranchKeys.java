package io.headwater.restore.branch;

import io.headwater.cache.engine.Database;
import io.headwater.cache.engine.Entry;
import io.headwater.cache.engine.Keyspace;
import io.headwater.publisher.ShardBranch;
import io.headwater.restore.target.CommandSink;
import io.headwater.restore.target.KeyCommands;
import io.headwater.schemas.Actor;
import io.headwater.schemas.BatchEncoder;
import io.headwater.schemas.Cause;
import io.headwater.schemas.Slots;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.IntPredicate;
import java.util.function.LongConsumer;

/**
 * Writes a keyspace as entries into the log of a branch. A key is one entry, but for one of many pieces, which is several: nobody reads the log before its end. One thread.
 */
public final class BranchKeys {
    /** An entry is closed once it is so large; the next piece of the key begins another. */
    private static final int ENTRY_BYTES = 128 * 1024;

    /** As a restore in place calls itself: these keys are not those of a client without a name. */
    private static final byte[] ACTOR = new Actor("headwater-restore", "").encoded();

    private final ShardBranch branch;
    private final IntPredicate slots;
    private final KeyCommands commands = new KeyCommands();
    private long keys;

    /** @param slots whose keys are written */
    public BranchKeys(ShardBranch branch, IntPredicate slots) {
        this.branch = branch;
        this.slots = slots;
    }

    /**
     * Writes every key of the slots that is not expired at a time.
     *
     * @param progress called now and then with the number of keys so far
     */
    public void write(Keyspace keyspace, long toMs, LongConsumer progress) throws IOException {
        for (int i = 0; i < keyspace.databases(); i++) {
            Entries entries = new Entries(i);
            Database database = keyspace.database(i);
            database.forEach(entry -> {
                if (!entry.isExpired(toMs) && slots.test(slot(entry.key()))) {
                    write(entry, entries);
                    if ((++keys & 0xfff) == 0) {
                        progress.accept(keys);
                    }
                }
            });
        }
    }

    private static int slot(byte[] key) {
        return Slots.of(key, 0, key.length);
    }

    private void write(Entry entry, Entries entries) {
        try {
            commands.send(entry, entries);
        } catch (IOException never) {
            throw new IllegalStateException(never); // entries are made in memory
        }
        entries.close();
    }

    /** Keys that were written. */
    public long keys() {
        return keys;
    }

    /** Commands as effects of entries in one database. */
    private final class Entries implements CommandSink {
        private final int database;
        private int argumentsLeft;

        Entries(int database) {
            this.database = database;
        }

        @Override
        public void begin(String name, byte[] key, int arguments) {
            BatchEncoder encoder = branch.entries();
            if (encoder.entryOpen() && encoder.openEntryBytes() > ENTRY_BYTES) {
                close();
            }
            if (!encoder.entryOpen()) {
                encoder.beginEntry(branch.timeMs(), database, ACTOR);
            }
            encoder.beginEffect(Cause.COMMAND, arguments);
            argumentsLeft = arguments;
            byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
            argument(bytes, 0, bytes.length);
        }

        @Override
        public void argument(byte[] bytes, int offset, int length) {
            branch.entries().argument(bytes, offset, length);
            if (--argumentsLeft == 0) {
                branch.entries().endEffect();
            }
        }

        void close() {
            branch.entries().endEntry();
            branch.entryEnded();
        }
    }
}
