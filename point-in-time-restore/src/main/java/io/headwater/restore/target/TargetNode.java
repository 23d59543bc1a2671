package io.headwater.restore.target;

import io.headwater.cache.engine.Entry;
import io.headwater.schemas.Slots;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One server of a target, to which keys go in groups: a group is one transaction, so that a key is there as a whole or not at all, whatever happens. With a rule that names a
 * record, the record is part of the group. A key that must not replace another is made under a name of its own and renamed by RENAMENX, which
 * only takes a free name. One thread.
 */
final class TargetNode {
    private static final int GROUP_KEYS = 256;
    private static final int GROUP_BYTES = 256 * 1024;
    private static final int NO_SLOT = -1;
    private static final String OWN_NAME = "headwater:restore:key:";

    private final RespTransactions transactions;
    private final boolean cluster;
    private final KeyCommands commands = new KeyCommands();
    private final WriteProgress progress;
    private WriteRule rule = WriteRule.PLAIN;
    private int database;
    private int slot = NO_SLOT;
    private boolean open;
    private int keys;
    private byte[] lastKey = {};
    /** In the open group: which replies tell whether a name was free. */
    private List<Integer> renames = new ArrayList<>();

    TargetNode(RespConnection connection, boolean cluster, WriteProgress progress) {
        this.transactions = new RespTransactions(connection);
        this.cluster = cluster;
        this.progress = progress;
    }

    RespConnection connection() {
        return transactions.connection();
    }

    void rule(WriteRule next) {
        rule = next;
    }

    /** Has what follows act in a database. */
    void select(int index) throws IOException {
        if (cluster || index == database) {
            return;
        }
        settle();
        if (connection().call("SELECT", Integer.toString(index)) instanceof RespReply.Failure failure) {
            throw new RespTransactions.RefusedException(connection().address(), failure.text());
        }
        database = index;
    }

    /**
     * Writes a key.
     *
     * @param ofSlot the key's slot
     */
    void write(Entry entry, int ofSlot) throws IOException {
        if (open && (keys >= GROUP_KEYS || transactions.bytes() >= GROUP_BYTES || cluster && ofSlot != slot)) {
            commit();
        }
        if (!open) {
            transactions.beginTransaction();
            open = true;
            slot = ofSlot;
            keys = 0;
            renames = new ArrayList<>();
        }
        switch (rule.onto()) {
            case NOTHING -> commands.send(entry, transactions);
            case REPLACE -> {
                KeyCommands.simple("DEL", transactions, entry.key());
                commands.send(entry, transactions);
            }
            case SKIP -> {
                byte[] own = ownName(entry.key());
                commands.send(own, entry.value(), entry.expireAtMs(), transactions);
                renames.add(transactions.commands());
                KeyCommands.simple("RENAMENX", transactions, own, entry.key());
                KeyCommands.simple("DEL", transactions, own);
            }
        }
        keys++;
        lastKey = entry.key();
    }

    /** A name in the key's slot that nobody uses. */
    private byte[] ownName(byte[] key) {
        if (!cluster) {
            return OWN_NAME.getBytes(StandardCharsets.ISO_8859_1);
        }
        // By the hash tag that the key has or is; where braces in the key forbid that, by any that leads to the slot.
        String text = new String(key, StandardCharsets.ISO_8859_1);
        int brace = text.indexOf('{');
        int end = brace < 0 ? -1 : text.indexOf('}', brace + 1);
        byte[] name = tagged(end > brace + 1 ? text.substring(brace + 1, end) : text);
        for (int i = 0; Slots.of(name, 0, name.length) != slot; i++) {
            name = tagged(Integer.toString(i));
        }
        return name;
    }

    private static byte[] tagged(String tag) {
        return (OWN_NAME + "{" + tag + "}").getBytes(StandardCharsets.ISO_8859_1);
    }

    private void commit() throws IOException {
        if (rule.record() != null && !cluster) {
            record(progress.text(rule, keys, lastKey));
        }
        int sent = keys;
        byte[] last = lastKey;
        List<Integer> told = renames;
        open = false;
        transactions.commit(replies -> settled(replies, sent, last, told));
    }

    private void record(String text) throws IOException {
        byte[] key = String.valueOf(rule.record()).getBytes(StandardCharsets.UTF_8);
        if (database != 0) {
            KeyCommands.simple("SELECT", transactions, "0".getBytes(StandardCharsets.US_ASCII));
        }
        KeyCommands.simple("SET", transactions, key, text.getBytes(StandardCharsets.UTF_8));
        if (database != 0) {
            KeyCommands.simple("SELECT", transactions, Integer.toString(database).getBytes(StandardCharsets.US_ASCII));
        }
    }

    private void settled(@Nullable List<RespReply> replies, int sent, byte[] last, List<Integer> told) throws IOException {
        if (replies == null) {
            throw new IOException(connection().address() + " did not carry out a transaction");
        }
        if (rule.onto() != WriteRule.Onto.SKIP) {
            for (RespReply reply : replies) {
                if (reply instanceof RespReply.Failure failure) {
                    throw new RespTransactions.RefusedException(connection().address(), failure.text());
                }
            }
            progress.written(sent, last);
            return;
        }
        long written = 0;
        for (int index : told) {
            // An error is that of a key which has expired on the way: it has no name to give away.
            written += replies.get(index) instanceof RespReply.Number number ? number.value() : 0;
        }
        progress.written(written, last);
        progress.skipped(sent - written);
    }

    /** Waits until the server has carried out everything. */
    void settle() throws IOException {
        if (open) {
            commit();
        }
        transactions.settle();
    }
}
