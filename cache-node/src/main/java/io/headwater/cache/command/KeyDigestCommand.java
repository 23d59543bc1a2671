package io.headwater.cache.command;

import io.headwater.cache.engine.Entry;
import io.headwater.cache.engine.digest.KeyDigest;

/** HEADWATER.DIGEST key [key ...]: by which a client knows whether a key still holds what it believes, without reading it. Null for a key that is not there. */
final class KeyDigestCommand {
    private KeyDigestCommand() {}

    static void addTo(CommandTable table) {
        KeyDigest digest = new KeyDigest(); // one table serves one writer thread
        table.add("headwater.digest", -2, 1, -1, 1, CommandGroup.GENERIC, "readonly", context -> digests(context, digest));
    }

    private static void digests(CommandContext context, KeyDigest digest) {
        context.reply().arrayHeader(context.count() - 1);
        for (int i = 1; i < context.count(); i++) {
            Entry entry = context.peek(i);
            if (entry == null) context.reply().nullBulk();
            else context.reply().bulk(digest.of(context.session().database(), entry));
        }
    }
}
