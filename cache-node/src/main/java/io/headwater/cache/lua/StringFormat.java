package io.headwater.cache.lua;

/** {@code string.format}: C's printf with the conversions and limits of Lua 5.1. */
final class StringFormat {
    private static final String FLAGS = "-+ #0";
    private static final int MAX_PLAIN_STRING = 100;

    private final Lua lua;
    private final Arguments args;
    private final LuaString format;
    private final LuaBuffer out;
    private int at;
    private int argument = 1;

    private String flags = "";
    private int width;
    private int precision;

    StringFormat(Lua lua, Arguments args) {
        this.lua = lua;
        this.args = args;
        this.format = args.string(1);
        this.out = new LuaBuffer(lua);
    }

    LuaString text() {
        while (at < format.length()) {
            int c = format.at(at++);
            if (c != '%') {
                out.add(c);
            } else if (peek() == '%') {
                out.add('%');
                at++;
            } else {
                conversion();
            }
        }
        return out.toLuaString();
    }

    private int peek() {
        return at < format.length() ? format.at(at) : 0;
    }

    private void conversion() {
        if (++argument > args.count()) throw LuaError.argument(argument, "no value");
        specification();
        int conversion = peek();
        at++;
        switch (conversion) {
            case 'c' -> pad(LuaString.over(new byte[] {(byte) args.int32(argument)}));
            case 'd', 'i' -> integer(Arguments.toInteger(args.number(argument)));
            case 'u' -> unsigned(Long.toUnsignedString(unsignedArgument()), "");
            case 'o' -> octal(Long.toOctalString(unsignedArgument()));
            case 'x' -> hexadecimal(Long.toHexString(unsignedArgument()), "0x");
            case 'X' -> hexadecimal(Long.toHexString(unsignedArgument()).toUpperCase(java.util.Locale.ROOT), "0X");
            case 'e', 'E', 'f', 'g', 'G' -> floating(conversion, args.number(argument));
            case 'q' -> quoted(args.string(argument));
            case 's' -> string(args.string(argument));
            default -> throw LuaError.message("invalid option '%" + (conversion == 0 ? "" : (char) conversion) + "' to 'format'");
        }
    }

    private long unsignedArgument() {
        double number = args.number(argument);
        return number >= 0x1p63 ? (long) (number - 0x1p63) ^ Long.MIN_VALUE : Arguments.toInteger(number);
    }

    private void specification() {
        int start = at;
        while (peek() != 0 && FLAGS.indexOf(peek()) >= 0) at++;
        if (at - start > FLAGS.length()) throw LuaError.message("invalid format (repeated flags)");
        flags = format.slice(start, at).toString();
        width = digits(0);
        precision = -1;
        if (peek() == '.') {
            at++;
            precision = digits(0);
        }
        if (Chars.isDigit(peek())) throw LuaError.message("invalid format (width or precision too long)");
    }

    private int digits(int value) {
        int number = value;
        for (int i = 0; i < 2 && Chars.isDigit(peek()); i++) number = number * 10 + format.at(at++) - '0';
        return number;
    }

    private boolean has(char flag) {
        return flags.indexOf(flag) >= 0;
    }

    private String sign(boolean negative) {
        return negative ? "-" : has('+') ? "+" : has(' ') ? " " : "";
    }

    private void integer(long value) {
        String digits = value == Long.MIN_VALUE ? "9223372036854775808" : Long.toString(Math.abs(value));
        number(sign(value < 0), precise(digits), precision < 0);
    }

    private void unsigned(String digits, String prefix) {
        number(prefix, precise(digits), precision < 0);
    }

    private void octal(String digits) {
        String all = precise(digits);
        unsigned(has('#') && !all.startsWith("0") ? "0" + all : all, "");
    }

    private void hexadecimal(String digits, String prefix) {
        unsigned(digits, has('#') && !digits.equals("0") ? prefix : "");
    }

    /** As many digits as the precision wants; none for a zero of precision 0. */
    private String precise(String digits) {
        if (precision == 0 && digits.equals("0")) return "";
        return "0".repeat(Math.max(0, precision - digits.length())) + digits;
    }

    private void floating(int conversion, double value) {
        int digits = precision < 0 ? 6 : precision;
        boolean alternate = has('#');
        boolean upper = conversion == 'E' || conversion == 'G';
        String text =
                switch (conversion | 32) {
                    case 'e' -> NumberText.scientific(value, digits, alternate, upper);
                    case 'f' -> NumberText.fixed(value, digits, alternate);
                    default -> NumberText.general(value, digits, alternate, upper);
                };
        boolean negative = text.startsWith("-");
        boolean finite = !Double.isNaN(value) && !Double.isInfinite(value);
        number(sign(negative), negative ? text.substring(1) : text, finite);
    }

    /** A number in its width: the sign goes in front of zeros, but behind spaces. */
    private void number(String prefix, String digits, boolean mayZero) {
        int missing = width - prefix.length() - digits.length();
        if (missing > 0 && has('0') && !has('-') && mayZero) out.add(prefix + "0".repeat(missing) + digits);
        else pad(LuaString.of(prefix + digits));
    }

    private void string(LuaString value) {
        // As in Lua 5.1, a long string that no precision cuts is added as it is; in C the others end at a zero byte.
        if (precision < 0 && value.length() >= MAX_PLAIN_STRING) {
            out.add(value);
            return;
        }
        int end = 0;
        while (end < value.length() && value.at(end) != 0) end++;
        LuaString visible = value.slice(0, end);
        pad(precision >= 0 && precision < visible.length() ? visible.slice(0, precision) : visible);
    }

    private void pad(LuaString value) {
        String spaces = " ".repeat(Math.max(0, width - value.length()));
        if (!has('-')) out.add(spaces);
        out.add(value);
        if (has('-')) out.add(spaces);
    }

    private void quoted(LuaString value) {
        lua.charge(value.length());
        out.add('"');
        for (int i = 0; i < value.length(); i++) {
            int c = value.at(i);
            switch (c) {
                case '"', '\\', '\n' -> {
                    out.add('\\');
                    out.add(c);
                }
                case '\r' -> out.add("\\r");
                case 0 -> out.add("\\000");
                default -> out.add(c);
            }
        }
        out.add('"');
    }
}
