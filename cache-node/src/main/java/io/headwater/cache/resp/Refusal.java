package io.headwater.cache.resp;

import io.headwater.cache.command.ReplyKind;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Why replies that tell of the data do not leave, and the errors that go in their place. What a client is told of a write is never more than is known. */
enum Refusal {
    /** The node cannot prove that it leads. */
    NO_LEASE("NOLEASE this node cannot prove that it leads the shard; try again, or ask another node", "this node cannot prove that it leads the shard"),
    /** The log did not answer in time. */
    OVERDUE(
            "UNKNOWN the fate of a write that this reply depends on is not known: the log has not confirmed it within log-timeout",
            "the log has not confirmed it within log-timeout"),
    /** The node has failed, or another one leads. */
    STOPPED("NOLEASE this node cannot prove that it leads the shard: it is stopping", "this node is stopping");

    /** What a client is told that waits for a key while its node ceases to lead. */
    static final byte[] UNBLOCKED = encoded("UNBLOCKED force unblock from blocking operation, instance state changed (master -> replica?)");

    private final byte[] insteadOfRead;
    private final byte[] insteadOfWrite;

    Refusal(String insteadOfRead, String whyUnknown) {
        this.insteadOfRead = encoded(insteadOfRead);
        this.insteadOfWrite = encoded("UNKNOWN the fate of this write is not known: " + whyUnknown);
    }

    private static byte[] encoded(String error) {
        return ("-" + error + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** The error that goes in the place of a reply of this kind; null if the reply may leave all the same. */
    byte @Nullable [] insteadOf(ReplyKind kind) {
        return switch (kind) {
            case NEUTRAL -> null;
            case READ -> insteadOfRead;
            case WRITE -> insteadOfWrite;
        };
    }
}
