package io.headwater.hub.doctor;

import java.util.function.Predicate;

/**
 * A recommendation: one setting and the values that are good for it.
 *
 * @param name Kafka's name of the setting
 * @param severity of another value
 * @param recommended the good values in words
 * @param good whether a value is one of them
 * @param buys what that buys
 */
record Setting(String name, Severity severity, String recommended, Predicate<String> good, String buys) {
    static Setting exactly(String name, Severity severity, String value, String buys) {
        return new Setting(name, severity, value, value::equals, buys);
    }

    static Setting atMost(String name, Severity severity, long most, String buys) {
        return new Setting(name, severity, "at most " + most, value -> number(value) <= most, buys);
    }

    static Setting atLeast(String name, Severity severity, long least, String buys) {
        return new Setting(name, severity, "at least " + least, value -> number(value) >= least, buys);
    }

    private static long number(String value) {
        return Long.parseLong(value);
    }

    /** Judges a value. */
    Finding judge(String subject, String value) {
        return new Finding(subject, name, good.test(value) ? Severity.OK : severity, value, recommended, buys);
    }
}
