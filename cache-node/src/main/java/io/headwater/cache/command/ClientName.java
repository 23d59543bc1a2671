package io.headwater.cache.command;

import io.headwater.cache.engine.Args;

/** The rule for names that clients give to themselves: they stand in CLIENT LIST, whose fields are separated by spaces. */
final class ClientName {
    private static final CommandError FORBIDDEN = new CommandError("ERR Client names cannot contain spaces, newlines or special characters.");

    private ClientName() {}

    /** Refuses argument {@code i} if a byte of it is no printable ASCII or a space. */
    static void check(Args args, int i) {
        for (int k = 0; k < args.length(i); k++) {
            byte b = args.bytes()[args.offset(i) + k];
            if (b < '!' || b > '~') throw FORBIDDEN;
        }
    }
}
