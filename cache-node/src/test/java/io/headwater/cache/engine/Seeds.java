package io.headwater.cache.engine;

/**
 * Where a generated test's randomness comes from. Without a word it is the same in every run, so that a build that turns red is about what changed in it;
 * {@code -Dheadwater.seed=N} repeats another run, and {@code -Dheadwater.seed=random} looks for new ones.
 */
public final class Seeds {
    private static final String PROPERTY = "headwater.seed";
    private static final long USUAL = 20_261_121;

    private Seeds() {
    }

    /** The seed of this run. A test names it when it fails. */
    public static long seed() {
        String wanted = System.getProperty(PROPERTY);
        if (wanted == null) return USUAL;
        return wanted.equals("random") ? System.nanoTime() : Long.parseLong(wanted);
    }
}
