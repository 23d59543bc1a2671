package io.headwater.cache.lua;

/**
 * The random numbers of scripts: the linear congruential sequence of drand48, of which Redis takes the upper 31 bits. Source of the constants: POSIX's description of
 * lrand48, which is public.
 */
public final class ScriptRandom {
    private static final long MULTIPLIER = 0x5DEECE66DL;
    private static final long INCREMENT = 0xB;
    private static final long MASK = (1L << 48) - 1;
    private static final int LOW_WORD = 0x330E;
    /** Where the sequence begins that nobody has seeded. */
    private static final long UNSEEDED = 0x1234_ABCD_330EL;
    private static final int KEPT_BITS = 31;
    private static final int STATE_BITS = 48;

    private long state = UNSEEDED;

    /** Begins the sequence of a seed. */
    public void seed(int seed) {
        state = ((seed & 0xFFFFFFFFL) << 16) + LOW_WORD;
    }

    /** The next number in [0, 2^31). */
    long next() {
        state = (state * MULTIPLIER + INCREMENT) & MASK;
        return state >>> (STATE_BITS - KEPT_BITS);
    }
}
