package io.headwater.cache.rdb;

/**
 * Reads a zipmap, the small hash of Redis before 2.6: {@code fields u8, (field, value)..., 0xff}; a field is its length
 * and bytes; a value is its length, a count of unused bytes (u8), its bytes and the unused ones. A length is a u8 below
 * 254, or 254 and a u32 LE.
 */
final class Zipmap extends PackedEntries {
    private static final int END = 0xff;
    private static final int LONG_LENGTH = 254;

    private boolean valueIsNext;

    Zipmap(byte[] blob, long fileOffset) throws RdbException {
        super(blob, fileOffset);
        if (blob.length < 2) {
            throw damaged("no zipmap where one must be");
        }
        rewind();
    }

    @Override
    void rewind() {
        at = 1;
        valueIsNext = false;
    }

    @Override
    int claimedCount() {
        int fields = blob[0] & 0xff;
        return fields < LONG_LENGTH ? fields * 2 : COUNT_UNKNOWN;
    }

    @Override
    boolean next() throws RdbException {
        int first = u8(at);
        if (first == END) {
            if (at != blob.length - 1) {
                throw damaged("a zipmap ends before its end");
            }
            return false;
        }
        long length = first;
        int dataAt = at + 1;
        if (first == LONG_LENGTH) {
            length = i32(dataAt) & 0xffff_ffffL;
            dataAt += 4;
        }
        int unused = 0;
        if (valueIsNext) {
            unused = u8(dataAt);
            dataAt++;
        }
        need(dataAt, length + unused + 1);
        valueIsNext = !valueIsNext;
        at = (int) (dataAt + length + unused);
        return text(dataAt, (int) length);
    }
}
