package io.headwater.schemas;

/** Avro's variable-length integers: zigzag, seven bits a byte, low bits first. Source: Avro specification, "Binary encoding". */
final class Varint {
    /** The longest encoded long. */
    static final int MAX_BYTES = 10;

    private Varint() {}

    static int size(long value) {
        long zigzag = value << 1 ^ value >> 63;
        return (63 - Long.numberOfLeadingZeros(zigzag | 1)) / 7 + 1;
    }

    /** Writes the value and returns the offset behind it. */
    static int put(byte[] bytes, int offset, long value) {
        long rest = value << 1 ^ value >> 63;
        int at = offset;
        while ((rest & ~0x7fL) != 0) {
            bytes[at++] = (byte) (rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        bytes[at++] = (byte) rest;
        return at;
    }
}
