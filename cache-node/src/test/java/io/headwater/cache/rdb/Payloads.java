package io.headwater.cache.rdb;

/** Makes payloads of DUMP for tests. */
public final class Payloads {
    private static final int CHECKSUM_BYTES = 8;

    private Payloads() {}

    /** The payload with the checksum that its bytes have. */
    public static byte[] signed(byte[] payload) {
        byte[] signed = payload.clone();
        int end = signed.length - CHECKSUM_BYTES;
        long crc = Crc64.update(0, signed, 0, end);
        for (int i = 0; i < CHECKSUM_BYTES; i++) signed[end + i] = (byte) (crc >>> 8 * i);
        return signed;
    }
}
