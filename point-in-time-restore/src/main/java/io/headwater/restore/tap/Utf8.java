package io.headwater.restore.tap;

/** Tells UTF-8 from other bytes. Source: RFC 3629, section 4. */
final class Utf8 {
    private Utf8() {}

    /** Whether the bytes are well-formed UTF-8: no overlong form, no surrogate, nothing beyond U+10FFFF. */
    static boolean valid(byte[] bytes, int offset, int length) {
        int end = offset + length;
        int i = offset;
        while (i < end) {
            int lead = bytes[i++];
            if (lead >= 0) {
                continue;
            }
            int more = lead >= (byte) 0xf0 ? 3 : lead >= (byte) 0xe0 ? 2 : 1;
            if (lead < (byte) 0xc2 || lead > (byte) 0xf4 || i + more > end) {
                return false;
            }
            int second = bytes[i] & 0xff;
            int low = lead == (byte) 0xe0 ? 0xa0 : lead == (byte) 0xf0 ? 0x90 : 0x80;
            int high = lead == (byte) 0xed ? 0x9f : lead == (byte) 0xf4 ? 0x8f : 0xbf;
            if (second < low || second > high) {
                return false;
            }
            for (int k = 1; k < more; k++) {
                if ((bytes[i + k] & 0xc0) != 0x80) {
                    return false;
                }
            }
            i += more;
        }
        return true;
    }
}
