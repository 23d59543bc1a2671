package io.headwater.cache.engine.digest;

import io.headwater.schemas.LogFormatException;
import java.nio.ByteBuffer;

/**
 * The data of a control entry of kind DIGEST.
 *
 * <pre>
 * | version 1 | 0: begin, 1: end | id of the round, 8 bytes | end only: 64 sums of 16 bytes |
 * </pre>
 */
public sealed interface DigestNote {
    /** From this entry on every copy of the shard sums up its keys. */
    record Begin(long round) implements DigestNote {}

    /** What the primary's keys add up to at this entry. */
    record End(long round, DigestSum sum) implements DigestNote {}

    /** Told apart by the id of the round that it belongs to. */
    long round();

    /** The bytes. */
    default byte[] encoded() {
        ByteBuffer out = ByteBuffer.allocate(2 + Long.BYTES + (this instanceof End ? DigestSum.BYTES : 0));
        out.put((byte) 1).put((byte) (this instanceof End ? 1 : 0)).putLong(round());
        if (this instanceof End end) end.sum.encode(out);
        return out.array();
    }

    /**
     * Reads the bytes.
     *
     * @throws LogFormatException if they are none of this version's
     */
    static DigestNote decode(byte[] data) {
        ByteBuffer in = ByteBuffer.wrap(data);
        if (data.length == 2 + Long.BYTES && in.getShort() == 0x100) return new Begin(in.getLong());
        in.rewind();
        if (data.length == 2 + Long.BYTES + DigestSum.BYTES && in.getShort() == 0x101) return new End(in.getLong(), DigestSum.decode(in));
        throw new LogFormatException("a digest of another version, " + data.length + " bytes");
    }
}
