package io.headwater.cache.engine.digest;

/** What the elements of a value add up to, in two lanes; changes with the value, element by element. One thread. */
final class ElementSum {
    long low;
    long high;
    /** Of a string: its bytes before the effect that is under way. */
    int lengthBefore;

    ElementSum(long low, long high) {
        this.low = low;
        this.high = high;
    }
}
