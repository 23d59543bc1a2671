package io.headwater.cache.rdb;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** A file of version 9 with every encoding that Redis 7.0 reads and no longer writes, put together by hand. */
final class OldEncodings {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private OldEncodings() {}

    /** Ends in a checksum of zero: none. */
    static byte[] file() {
        OldEncodings file = new OldEncodings();
        file.text("REDIS0009").u8(254).u8(3);
        file.u8(253).raw(le(4, 4_000_000)).u8(0).string("seconds").string("v");
        file.u8(1).string("list").u8(3).string("a").string("").u8(0xc0).u8(-5);
        file.u8(3).string("zset").u8(4).string("a").string("1.5").string("b").u8(254).string("c").u8(255).string("d").string("-1e+20");
        file.u8(9).string("zipmap").blob(zipmap());
        file.u8(10).string("ziplist").blob(ziplist("", "text", "12", "-1", "300", "-70000", "9000000000", "1000000", "x".repeat(100), "after a long one"));
        file.u8(12).string("zset-ziplist").blob(ziplist("m", "1", "n", "2.25", "o", "inf"));
        file.u8(13).string("hash-ziplist").blob(ziplist("f", "v", "g", "70000", "y".repeat(20_000), "z"));
        file.u8(14).string("quicklist").u8(2).blob(ziplist("a", "b")).blob(ziplist("7", "c", "x".repeat(400)));
        file.u8(248).u8(17).u8(0).string("idle").string("v");
        file.u8(249).u8(17).u8(0).string("freq").string("v");
        return file.u8(255).raw(new byte[8]).out.toByteArray();
    }

    private OldEncodings u8(int value) {
        out.write(value);
        return this;
    }

    private OldEncodings raw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    private OldEncodings text(String text) {
        return raw(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private OldEncodings string(String text) {
        return u8(text.length()).text(text);
    }

    private OldEncodings blob(byte[] bytes) {
        return u8(0x80).raw(ByteBuffer.allocate(4).putInt(bytes.length).array()).raw(bytes);
    }

    private static byte[] le(int bytes, long value) {
        ByteBuffer eight = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value);
        return java.util.Arrays.copyOf(eight.array(), bytes);
    }

    /** Two fields; the second value is long and both have unused bytes behind them. */
    private static byte[] zipmap() {
        OldEncodings map = new OldEncodings();
        map.u8(2).string("f").u8(1).u8(2).text("v??");
        map.string("long").u8(254).raw(le(4, 300)).u8(1).text("w".repeat(300) + "?");
        return map.u8(255).out.toByteArray();
    }

    private static byte[] ziplist(String... entries) {
        OldEncodings body = new OldEncodings();
        int previous = 0;
        int tail = 10;
        for (String entry : entries) {
            int start = body.out.size();
            tail = 10 + start;
            if (previous < 254) {
                body.u8(previous);
            } else {
                body.u8(254).raw(le(4, previous));
            }
            entry(body, entry);
            previous = body.out.size() - start;
        }
        byte[] packed = body.out.toByteArray();
        OldEncodings list = new OldEncodings();
        list.raw(le(4, packed.length + 11)).raw(le(4, tail)).raw(le(2, entries.length));
        return list.raw(packed).u8(255).out.toByteArray();
    }

    private static void entry(OldEncodings to, String entry) {
        byte[] text = entry.getBytes(StandardCharsets.ISO_8859_1);
        if (Decimal.isLong(text, 0, text.length)) {
            integer(to, Long.parseLong(entry));
        } else if (text.length < 64) {
            to.u8(text.length).raw(text);
        } else if (text.length < 16384) {
            to.u8(0x40 | text.length >> 8).u8(text.length).raw(text);
        } else {
            to.u8(0x80).raw(ByteBuffer.allocate(4).putInt(text.length).array()).raw(text);
        }
    }

    private static void integer(OldEncodings to, long value) {
        if (value >= 0 && value <= 12) {
            to.u8((int) (0xf1 + value));
        } else if (value == (byte) value) {
            to.u8(0xfe).raw(le(1, value));
        } else if (value == (short) value) {
            to.u8(0xc0).raw(le(2, value));
        } else if (value >= -(1 << 23) && value < 1 << 23) {
            to.u8(0xf0).raw(le(3, value));
        } else if (value == (int) value) {
            to.u8(0xd0).raw(le(4, value));
        } else {
            to.u8(0xe0).raw(le(8, value));
        }
    }
}
