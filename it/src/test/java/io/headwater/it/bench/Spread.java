package io.headwater.it.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The middle and the ends of repeated measurements.
 *
 * @param median the middle one, or the mean of the two in the middle
 */
record Spread(double median, double min, double max) {
    /** Of at least one value. */
    static Spread of(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], Arrays.stream(sorted).max().orElseThrow());
    }

    /** {@code median (min-max)}, each by the same format. */
    String text(String format) {
        return String.format(Locale.ROOT, format + " (" + format + "-" + format + ")", median, min, max);
    }
}
