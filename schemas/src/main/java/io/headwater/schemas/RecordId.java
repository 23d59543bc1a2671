package io.headwater.schemas;

import java.util.HexFormat;

/** The id of a log record: its publisher's nonce (64 random bits, one per process) and that publisher's counter, from 0. */
public record RecordId(long publisher, long counter) {
    @Override
    public String toString() {
        return HexFormat.of().toHexDigits(publisher) + "#" + counter;
    }
}
