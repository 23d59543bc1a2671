package io.headwater.cache.command;

import io.headwater.cache.engine.Args;
import org.jspecify.annotations.Nullable;

/** The options of XREAD and XREADGROUP, up to the keys. */
final class StreamReadRequest {
    /** What a client that waited gets at most, unless it says otherwise: an ID from long ago must not bring a whole stream. */
    private static final long LATE_COUNT = 1000;

    private static final CommandError UNBALANCED =
            new CommandError("ERR Unbalanced XREAD list of streams: for each stream key an ID or '$' must be specified.");

    final boolean ofGroup;
    /** Index of the first key; as many IDs as keys follow the last. */
    int firstKey;

    int keys;
    /** Index of the group's name, with the consumer's behind it; 0: none. */
    int group;

    long count;
    boolean noAck;
    @Nullable BlockTimeout timeout;

    private StreamReadRequest(boolean ofGroup) {
        this.ofGroup = ofGroup;
    }

    static StreamReadRequest parse(CommandContext context, boolean ofGroup) {
        StreamReadRequest request = new StreamReadRequest(ofGroup);
        Args args = context.args();
        for (int i = 1; i < args.count() && request.firstKey == 0; i++) {
            int more = args.count() - i - 1;
            if (args.is(i, "BLOCK") && more > 0) {
                request.timeout = BlockTimeout.millis(context, ++i);
            } else if (args.is(i, "COUNT") && more > 0) {
                request.count = Math.max(0, context.longArg(++i));
            } else if (args.is(i, "STREAMS") && more > 0) {
                request.streams(context, i + 1);
            } else if (args.is(i, "GROUP") && more > 1) {
                if (!ofGroup) throw onlyOfGroups("GROUP");
                request.group = i + 1;
                i += 2;
            } else if (args.is(i, "NOACK")) {
                if (!ofGroup) throw onlyOfGroups("NOACK");
                request.noAck = true;
            } else {
                throw CommandError.SYNTAX;
            }
        }
        if (request.firstKey == 0) throw CommandError.SYNTAX;
        if (ofGroup && request.group == 0) throw new CommandError("ERR Missing GROUP option for XREADGROUP");
        return request;
    }

    private void streams(CommandContext context, int first) {
        int left = context.count() - first;
        if (left % 2 != 0) {
            throw UNBALANCED;
        }
        firstKey = first;
        keys = left / 2;
    }

    private static CommandError onlyOfGroups(String option) {
        return new CommandError("ERR The " + option + " option is only supported by XREADGROUP. You called XREAD instead.");
    }

    /** The most entries that a client gets that has waited. */
    long lateCount() {
        return count > 0 ? count : LATE_COUNT;
    }
}
