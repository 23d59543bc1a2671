package io.headwater.restore.target;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A reply of a server, RESP2. */
public sealed interface RespReply {
    record Text(String text) implements RespReply {}

    record Failure(String text) implements RespReply {}

    record Number(long value) implements RespReply {}

    /** @param text null for the null bulk string; bytes beyond ASCII are one character each */
    record Bulk(@Nullable String text) implements RespReply {}

    record Array(List<RespReply> elements) implements RespReply {}
}
