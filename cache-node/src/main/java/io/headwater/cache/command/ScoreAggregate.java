package io.headwater.cache.command;

import io.headwater.cache.engine.Args;

/** How the scores of a member of several sorted sets become one. */
enum ScoreAggregate {
    SUM,
    MIN,
    MAX;

    /** Joins two scores. Opposite infinities add up to 0, since no score is NaN. */
    double join(double a, double b) {
        return switch (this) {
            case SUM -> orZero(a + b);
            case MIN -> b < a ? b : a;
            case MAX -> b > a ? b : a;
        };
    }

    /** A score times a weight; 0 where that is no number (0 times infinity). */
    static double weighted(double score, double weight) {
        return orZero(score * weight);
    }

    private static double orZero(double score) {
        return Double.isNaN(score) ? 0 : score;
    }

    /** The aggregate that argument {@code i} names. */
    static ScoreAggregate parse(Args args, int i) {
        for (ScoreAggregate aggregate : values()) {
            if (args.is(i, aggregate.name())) return aggregate;
        }
        throw CommandError.SYNTAX;
    }
}
