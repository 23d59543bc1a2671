package io.headwater.restore.request;

import io.headwater.schemas.HeadwaterException;

/**
 * A text that lets itself be looked at so often only. A regular expression may go back and forth for longer than anybody lives; one that a matcher of linear time would
 * accept looks at each character a few times.
 */
final class BoundedText implements CharSequence {
    private static final int LOOKS_PER_CHARACTER = 2_000;
    private static final int LEAST_LOOKS = 100_000;

    private final String text;
    private final String regex;
    private final Budget budget;

    private static final class Budget {
        private long left;

        Budget(long looks) {
            left = looks;
        }
    }

    BoundedText(String text, String regex) {
        this(text, regex, new Budget(LEAST_LOOKS + (long) text.length() * LOOKS_PER_CHARACTER));
    }

    private BoundedText(String text, String regex, Budget budget) {
        this.text = text;
        this.regex = regex;
        this.budget = budget;
    }

    @Override
    public char charAt(int index) {
        if (--budget.left < 0) {
            throw new HeadwaterException(
                    "the regular expression '" + regex + "' takes too long on a key of " + text.length() + " characters",
                    "avoid repetitions of what may match in many ways, such as (.*)(.*) or (a+)+",
                    HeadwaterException.EXIT_USAGE);
        }
        return text.charAt(index);
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return new BoundedText(text.substring(start, end), regex, budget);
    }

    @Override
    public String toString() {
        return text;
    }
}
