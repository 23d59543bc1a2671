package io.headwater.cache.rdb;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LzfTest {
    private final Lzf lzf = new Lzf();
    private final Random random = new Random(3);

    @Test
    void whatIsCompressedComesBack() {
        for (int round = 0; round < 20_000; round++) {
            byte[] plain = text(random.nextInt(600), 1 + random.nextInt(20));
            assertComesBack(plain);
        }
        assertComesBack(text(1_000_000, 3));
        assertComesBack(new byte[1_000_000]);
    }

    @Test
    void repetitionShrinksAndNoiseIsRefused() {
        byte[] noise = new byte[200];
        random.nextBytes(noise);
        assertEquals(0, lzf.compress(noise, 0, 200, new byte[200], 196));
        assertTrue(lzf.compress(new byte[10_000], 0, 10_000, new byte[10_000], 9_996) < 200);
    }

    @Test
    void damagedInputIsToldAndNeverLeavesItsBounds() {
        for (int round = 0; round < 50_000; round++) {
            byte[] plain = text(1 + random.nextInt(300), 4);
            byte[] packed = compressed(plain);
            if (packed.length == 0) {
                continue;
            }
            packed[random.nextInt(packed.length)] ^= (byte) (1 << random.nextInt(8));
            byte[] cut = Arrays.copyOf(packed, random.nextInt(packed.length + 1));
            Lzf.plainBytes(cut);
            // Either it says no, or it filled exactly the target.
            Lzf.decompress(cut, new byte[random.nextInt(400)]);
        }
        assertFalse(Lzf.decompress(new byte[] {(byte) 0x20, 0}, new byte[3]), "a reference before the start");
        assertFalse(Lzf.decompress(new byte[] {(byte) 0xe0}, new byte[300]), "a reference cut short");
    }

    private void assertComesBack(byte[] plain) {
        byte[] packed = compressed(plain);
        if (packed.length > 0) {
            assertEquals(plain.length, Lzf.plainBytes(packed));
            byte[] back = new byte[plain.length];
            assertTrue(Lzf.decompress(packed, back));
            assertArrayEquals(plain, back);
        }
    }

    private byte[] compressed(byte[] plain) {
        int offset = random.nextInt(5);
        byte[] source = new byte[offset + plain.length];
        System.arraycopy(plain, 0, source, offset, plain.length);
        int maxBytes = Math.max(0, plain.length - 4);
        byte[] target = new byte[maxBytes];
        return Arrays.copyOf(target, lzf.compress(source, offset, plain.length, target, maxBytes));
    }

    private byte[] text(int length, int letters) {
        byte[] text = new byte[length];
        for (int i = 0; i < length; i++) {
            text[i] = (byte) random.nextInt(letters);
        }
        return text;
    }
}
