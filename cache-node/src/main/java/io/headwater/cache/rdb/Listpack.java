package io.headwater.cache.rdb;

/**
 * Reads a listpack (antirez' specification, "listpack.md"):
 *
 * <pre>
 *   total bytes u32 LE, entries u16 LE, entry..., 0xff
 *   entry: encoding and data, then the size of these two backwards in groups of seven bits
 *   0xxxxxxx integer 0..127      10llllll string        110xxxxx xxxxxxxx  13-bit integer
 *   1110llll llllllll string     0xf0 u32 LE string     0xf1 i16, 0xf2 i24, 0xf3 i32, 0xf4 i64, all LE
 * </pre>
 */
final class Listpack extends PackedEntries {
    static final int HEADER_BYTES = 6;
    static final int END = 0xff;

    Listpack(byte[] blob, long fileOffset) throws RdbException {
        super(blob, fileOffset);
        if (blob.length < HEADER_BYTES + 1 || i32(0) != blob.length || u8(blob.length - 1) != END) {
            throw damaged("no listpack where one must be");
        }
        rewind();
    }

    /** The listpack of these elements: a slice from the array's beginning on. */
    static byte[] framed(byte[] elements, int length) throws RdbException {
        byte[] listpack = new byte[HEADER_BYTES + length + 1];
        System.arraycopy(elements, 0, listpack, HEADER_BYTES, length);
        listpack[listpack.length - 1] = (byte) END;
        INT.set(listpack, 0, listpack.length);
        SHORT.set(listpack, 4, (short) COUNT_UNKNOWN);
        Listpack framed = new Listpack(listpack, 0);
        int count = 0;
        while (framed.next()) count++;
        SHORT.set(listpack, 4, (short) Math.min(count, COUNT_UNKNOWN));
        return listpack;
    }

    /** Bytes of the backward length of an entry; Redis's limits, which are one short of the full range. */
    static int backLengthBytes(long entryBytes) {
        return entryBytes <= 127 ? 1 : entryBytes < 16383 ? 2 : entryBytes < 2097151 ? 3 : entryBytes < 268435455 ? 4 : 5;
    }

    @Override
    void rewind() {
        at = HEADER_BYTES;
    }

    @Override
    int claimedCount() {
        return (short) SHORT.get(blob, 4) & 0xffff;
    }

    @Override
    boolean next() throws RdbException {
        int first = u8(at);
        if (first == END) {
            if (at != blob.length - 1) {
                throw damaged("a listpack ends before its end");
            }
            return false;
        }
        if (first < 0x80) {
            return number(first) && pass(1);
        }
        if (first < 0xc0) {
            return string(1, first & 0x3f);
        }
        if (first < 0xe0) {
            int low13 = (first & 0x1f) << 8 | u8(at + 1);
            return number(low13 << 19 >> 19) && pass(2);
        }
        if (first < 0xf0) {
            return string(2, (first & 0x0f) << 8 | u8(at + 1));
        }
        return switch (first) {
            case 0xf0 -> string(5, i32(at + 1) & 0xffff_ffffL);
            case 0xf1 -> number(i16(at + 1)) && pass(3);
            case 0xf2 -> number(i24(at + 1)) && pass(4);
            case 0xf3 -> number(i32(at + 1)) && pass(5);
            case 0xf4 -> number(i64(at + 1)) && pass(9);
            default -> throw damaged("unknown listpack encoding " + first);
        };
    }

    private boolean string(int headBytes, long length) throws RdbException {
        need(at, headBytes + length);
        text(at + headBytes, (int) length);
        return pass((int) (headBytes + length));
    }

    /** Steps over the entry and its backward length, which must agree. */
    private boolean pass(int entryBytes) throws RdbException {
        int backBytes = backLengthBytes(entryBytes);
        need(at, (long) entryBytes + backBytes + 1);
        at += entryBytes + backBytes;
        long backwards = 0;
        for (int i = 1; i <= backBytes; i++) {
            int b = blob[at - i] & 0xff;
            backwards |= (long) (b & 0x7f) << 7 * (i - 1);
            if (b < 0x80 != (i == backBytes)) {
                throw damaged("a listpack entry's backward length is damaged");
            }
        }
        if (backwards != entryBytes) {
            throw damaged("a listpack entry of " + entryBytes + " bytes says " + backwards + " backwards");
        }
        return true;
    }
}
