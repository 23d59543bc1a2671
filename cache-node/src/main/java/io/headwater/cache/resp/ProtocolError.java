package io.headwater.cache.resp;

import java.nio.charset.StandardCharsets;

/** What a request broke of RESP, in Redis's own words; the connection ends after the reply that says so. */
enum ProtocolError {
    TOO_BIG_INLINE("too big inline request"),
    UNBALANCED_QUOTES("unbalanced quotes in request"),
    TOO_BIG_COUNT("too big mbulk count string"),
    INVALID_COUNT("invalid multibulk length"),
    TOO_BIG_BULK_COUNT("too big bulk count string"),
    INVALID_BULK_LENGTH("invalid bulk length"),
    /** The byte that was there instead is appended to the text. */
    EXPECTED_BULK("expected '$', got '");

    private final String problem;

    ProtocolError(String problem) {
        this.problem = problem;
    }

    /**
     * The error without its dash and line end.
     *
     * @param found the byte in place of '$', for {@link #EXPECTED_BULK} only
     */
    byte[] text(byte found) {
        String text = "ERR Protocol error: " + problem;
        if (this == EXPECTED_BULK) {
            // Redis prints into a C string, then blanks line ends: a NUL cuts the text short.
            text += switch (found) {
                case 0 -> "";
                case '\r', '\n' -> " '";
                default -> (char) (found & 0xff) + "'";
            };
        }
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
