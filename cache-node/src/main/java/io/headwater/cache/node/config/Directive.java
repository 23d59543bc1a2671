package io.headwater.cache.node.config;

/**
 * A directive of redis.conf, or one of our own, that does something here.
 *
 * @param name lower case
 * @param byDefault its value when nothing is said
 * @param effect when a change takes effect
 * @param form how its values are written
 */
record Directive(String name, String byDefault, Effect effect, Form form) {
    /** When a directive takes effect. */
    enum Effect {
        /** At the start only. */
        START,
        /** Also by CONFIG SET, from the next turn on. */
        LIVE
    }
}
