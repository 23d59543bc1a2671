package io.headwater.cache.rdb;

/**
 * Reads a ziplist, what Redis used before listpacks:
 *
 * <pre>
 *   total bytes u32 LE, offset of the last entry u32 LE, entries u16 LE, entry..., 0xff
 *   entry: size of the entry before it (u8, or 0xfe and u32 LE), encoding, data
 *   00llllll string    01llllll llllllll string    0x80 u32 BE string
 *   0xc0 i16, 0xd0 i32, 0xe0 i64, 0xf0 i24, 0xfe i8, all LE    0xf1..0xfd integers 0..12
 * </pre>
 */
final class Ziplist extends PackedEntries {
    private static final int HEADER_BYTES = 10;
    private static final int END = 0xff;
    private static final int LONG_PREVIOUS = 0xfe;

    private int previousBytes;
    private int entryAt;

    Ziplist(byte[] blob, long fileOffset) throws RdbException {
        super(blob, fileOffset);
        if (blob.length < HEADER_BYTES + 1 || i32(0) != blob.length || u8(blob.length - 1) != END) {
            throw damaged("no ziplist where one must be");
        }
        rewind();
    }

    @Override
    void rewind() {
        at = HEADER_BYTES;
        entryAt = HEADER_BYTES;
        previousBytes = 0;
    }

    @Override
    int claimedCount() {
        return (short) SHORT.get(blob, 8) & 0xffff;
    }

    @Override
    boolean next() throws RdbException {
        int first = u8(at);
        if (first == END) {
            if (at != blob.length - 1 || i32(4) != entryAt) {
                throw damaged("a ziplist's end is not where its header says");
            }
            return false;
        }
        entryAt = at;
        int encodingAt = at + 1;
        if (first == LONG_PREVIOUS) {
            first = i32(at + 1);
            encodingAt = at + 5;
        }
        if (first != previousBytes) {
            throw damaged("a ziplist entry after one of " + previousBytes + " bytes says " + first);
        }
        return value(encodingAt, u8(encodingAt));
    }

    private boolean value(int encodingAt, int encoding) throws RdbException {
        int dataAt = encodingAt + 1;
        switch (encoding >>> 6) {
            case 0:
                return string(dataAt, encoding);
            case 1:
                return string(dataAt + 1, (encoding & 0x3f) << 8 | u8(dataAt));
            case 2:
                return string(dataAt + 4, Integer.reverseBytes(i32(dataAt)) & 0xffff_ffffL);
            default:
        }
        return switch (encoding) {
            case 0xc0 -> number(i16(dataAt)) && pass(dataAt + 2);
            case 0xd0 -> number(i32(dataAt)) && pass(dataAt + 4);
            case 0xe0 -> number(i64(dataAt)) && pass(dataAt + 8);
            case 0xf0 -> number(i24(dataAt)) && pass(dataAt + 3);
            case 0xfe -> number((byte) u8(dataAt)) && pass(dataAt + 1);
            default -> {
                if (encoding < 0xf1 || encoding > 0xfd) {
                    throw damaged("unknown ziplist encoding " + encoding);
                }
                yield number(encoding - 0xf1) && pass(dataAt);
            }
        };
    }

    private boolean string(int dataAt, long length) throws RdbException {
        need(dataAt, length);
        text(dataAt, (int) length);
        return pass((int) (dataAt + length));
    }

    private boolean pass(int nextAt) throws RdbException {
        need(nextAt, 1);
        previousBytes = nextAt - entryAt;
        at = nextAt;
        return true;
    }
}
