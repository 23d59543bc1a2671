package io.headwater.cache.lua;

/** C's character classes, of bytes in the "C" locale. */
public final class Chars {
    private Chars() {}

    /** {@code isspace}. */
    public static boolean isSpace(int c) {
        return c == ' ' || (c >= 9 && c <= 13);
    }

    /** {@code isdigit}. */
    public static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    /** {@code isalpha}. */
    public static boolean isAlpha(int c) {
        return (c | 32) >= 'a' && (c | 32) <= 'z' && c < 128;
    }

    /** {@code isalnum}. */
    public static boolean isAlphanumeric(int c) {
        return isAlpha(c) || isDigit(c);
    }

    /** {@code iscntrl}. */
    public static boolean isControl(int c) {
        return c < 32 || c == 127;
    }

    /** {@code ispunct}. */
    public static boolean isPunctuation(int c) {
        return c > 32 && c < 127 && !isAlphanumeric(c);
    }

    /** {@code islower}. */
    public static boolean isLower(int c) {
        return c >= 'a' && c <= 'z';
    }

    /** {@code isupper}. */
    public static boolean isUpper(int c) {
        return c >= 'A' && c <= 'Z';
    }

    /** {@code isxdigit}. */
    public static boolean isHexadecimal(int c) {
        return isDigit(c) || ((c | 32) >= 'a' && (c | 32) <= 'f' && c < 128);
    }
}
