package io.headwater.schemas;

/** The 16384 slots of Redis Cluster: CRC16 (XMODEM) of the key, or of what stands between its first braces. */
public final class Slots {
    /** How many slots there are. */
    public static final int COUNT = 16384;

    private static final short[] CRC16 = new short[256];

    static {
        for (int i = 0; i < 256; i++) {
            int crc = i << 8;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 0x8000) != 0 ? crc << 1 ^ 0x1021 : crc << 1;
            }
            CRC16[i] = (short) crc;
        }
    }

    private Slots() {}

    /** The slot of a key, 0 to 16383. */
    public static int of(byte[] bytes, int offset, int length) {
        int end = offset + length;
        int open = indexOf(bytes, offset, end, (byte) '{');
        if (open >= 0) {
            int close = indexOf(bytes, open + 1, end, (byte) '}');
            if (close > open + 1) {
                return crc16(bytes, open + 1, close) & COUNT - 1;
            }
        }
        return crc16(bytes, offset, end) & COUNT - 1;
    }

    /** The first slot of a shard; that of {@code shardCount} is {@link #COUNT}. */
    public static int firstOf(int shard, int shardCount) {
        return (int) ((long) shard * COUNT / shardCount);
    }

    /** The shard that owns a slot. */
    public static int shardOf(int slot, int shardCount) {
        int shard = (int) ((long) slot * shardCount / COUNT);
        while (firstOf(shard + 1, shardCount) <= slot) {
            shard++;
        }
        return shard;
    }

    private static int indexOf(byte[] bytes, int from, int to, byte wanted) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        return -1;
    }

    private static int crc16(byte[] bytes, int from, int to) {
        int crc = 0;
        for (int i = from; i < to; i++) {
            crc = crc << 8 ^ CRC16[(crc >>> 8 ^ bytes[i]) & 0xff];
        }
        return crc & 0xffff;
    }
}
