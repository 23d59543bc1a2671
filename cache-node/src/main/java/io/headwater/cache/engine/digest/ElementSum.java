package io.headwater.cache.engine.digest;

/** The sum of the hashes of a collection's elements, in two lanes; changes with the collection, element by element. One thread. */
final class ElementSum {
    long low;
    long high;

    ElementSum(long low, long high) {
        this.low = low;
        this.high = high;
    }
}
