package io.headwater.cache.command;

/**
 * Positions as interleaved bits: latitude in the even ones, longitude in the odd ones, {@code step} bits of each. A sorted set keeps those of 26 steps as scores.
 *
 * @param bits at most {@code 2 * step} of them
 * @param step 1 to 26; 0, with no bits, is nowhere
 */
record GeoHash(long bits, int step) {
    static final double MIN_LONGITUDE = -180;
    static final double MAX_LONGITUDE = 180;
    static final double MIN_LATITUDE = -85.05112878;
    static final double MAX_LATITUDE = 85.05112878;
    static final int MAX_STEP = 26;
    static final GeoHash NOWHERE = new GeoHash(0, 0);

    private static final int SCORE_BITS = 52;
    private static final long EVEN = 0x5555555555555555L;
    private static final long ODD = 0xaaaaaaaaaaaaaaaaL;
    private static final double STANDARD_LATITUDE = 90;
    private static final String ALPHABET = "0123456789bcdefghjkmnpqrstuvwxyz";
    private static final int TEXT_CHARS = 11;

    /** A rectangle of degrees. */
    record Area(double minLongitude, double maxLongitude, double minLatitude, double maxLatitude) {
        double longitude() {
            return Math.clamp((minLongitude + maxLongitude) / 2, MIN_LONGITUDE, MAX_LONGITUDE);
        }

        double latitude() {
            return Math.clamp((minLatitude + maxLatitude) / 2, MIN_LATITUDE, MAX_LATITUDE);
        }
    }

    static GeoHash of(double longitude, double latitude, int step) {
        return of(longitude, latitude, step, MIN_LATITUDE, MAX_LATITUDE);
    }

    private static GeoHash of(double longitude, double latitude, int step, double minLatitude, double maxLatitude) {
        double latitudeShare = (latitude - minLatitude) / (maxLatitude - minLatitude);
        double longitudeShare = (longitude - MIN_LONGITUDE) / (MAX_LONGITUDE - MIN_LONGITUDE);
        long scale = 1L << step;
        return new GeoHash(interleaved((long) (latitudeShare * scale), (long) (longitudeShare * scale)), step);
    }

    /** That of a sorted set's score. Whatever the score is: it becomes an unsigned integer as C's conversion makes it one on 64-bit x86. */
    static GeoHash ofScore(double score) {
        double half = 0x1p63;
        long bits;
        if (!(score >= half)) bits = score < -half ? Long.MIN_VALUE : (long) score;
        else bits = score - half >= half ? 0 : (long) (score - half) ^ Long.MIN_VALUE;
        return new GeoHash(bits, MAX_STEP);
    }

    private static long interleaved(long even, long odd) {
        return Long.expand(even & 0xffffffffL, EVEN) | Long.expand(odd & 0xffffffffL, ODD);
    }

    boolean isNowhere() {
        return bits == 0 && step == 0;
    }

    /** The lowest score of a position in here. */
    long minScore() {
        return bits << (SCORE_BITS - 2 * step);
    }

    /** The lowest score behind all of them. */
    long endScore() {
        return bits + 1 << (SCORE_BITS - 2 * step);
    }

    Area area() {
        long latitude = Long.compress(bits, EVEN);
        long longitude = Long.compress(bits, ODD);
        return new Area(
                at(MIN_LONGITUDE, MAX_LONGITUDE, longitude),
                at(MIN_LONGITUDE, MAX_LONGITUDE, longitude + 1),
                at(MIN_LATITUDE, MAX_LATITUDE, latitude),
                at(MIN_LATITUDE, MAX_LATITUDE, latitude + 1));
    }

    private double at(double min, double max, long index) {
        return min + ((index & 0xffffffffL) * 1.0 / (1L << step)) * (max - min);
    }

    /** The cell so many cells further east and north; around the world where it ends. */
    GeoHash moved(int east, int north) {
        long mask = -1L >>> (64 - 2 * step);
        long odd = bits & ODD;
        long even = bits & EVEN;
        if (east != 0) odd = stepped(odd, EVEN & mask, east) & ODD & mask;
        if (north != 0) even = stepped(even, ODD & mask, north) & EVEN & mask;
        return new GeoHash(odd | even, step);
    }

    /** Adds to every second bit, with carries across those between, which are {@code others}. */
    private static long stepped(long value, long others, int direction) {
        return direction > 0 ? value + (others + 1) : (value | others) - (others + 1);
    }

    /** The text by which others know a position: 11 characters, over latitudes from -90 to 90. */
    static String text(Area area) {
        long bits = of(area.longitude(), area.latitude(), MAX_STEP, -STANDARD_LATITUDE, STANDARD_LATITUDE).bits;
        StringBuilder text = new StringBuilder(TEXT_CHARS);
        for (int i = 1; i < TEXT_CHARS; i++) text.append(ALPHABET.charAt((int) (bits >> (SCORE_BITS - 5 * i)) & 31));
        // There are 52 bits; the last character would take three more.
        return text.append(ALPHABET.charAt(0)).toString();
    }
}
