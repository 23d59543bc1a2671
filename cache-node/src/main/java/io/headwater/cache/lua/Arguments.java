package io.headwater.cache.lua;

import org.jspecify.annotations.Nullable;

/** The arguments of a host function, counted from 1 as in its error texts. */
public final class Arguments {
    private final @Nullable Object[] values;

    Arguments(@Nullable Object[] values) {
        this.values = values;
    }

    /** How many were given. */
    public int count() {
        return values.length;
    }

    /** All of them; not to be changed. */
    public @Nullable Object[] values() {
        return values;
    }

    /** Argument {@code i}, or nil. */
    public @Nullable Object get(int i) {
        return i <= values.length ? values[i - 1] : null;
    }

    /** Whether argument {@code i} is absent or nil. */
    public boolean isNil(int i) {
        return get(i) == null;
    }

    /** Any value, but it must be there. */
    public @Nullable Object any(int i) {
        if (i > values.length) throw LuaError.argument(i, "value expected");
        return values[i - 1];
    }

    /** A table. */
    public LuaTable table(int i) {
        if (get(i) instanceof LuaTable table) return table;
        throw wrongType(i, "table");
    }

    /** A function. */
    public LuaFunction function(int i) {
        if (get(i) instanceof LuaFunction function) return function;
        throw wrongType(i, "function");
    }

    /** A string, or a number as one. */
    public LuaString string(int i) {
        Object value = get(i);
        if (value instanceof LuaString string) return string;
        if (value instanceof Double number) return NumberText.string(number);
        throw wrongType(i, "string");
    }

    /** {@link #string(int)}, or {@code otherwise} if it is nil. */
    public LuaString string(int i, LuaString otherwise) {
        return isNil(i) ? otherwise : string(i);
    }

    /** A number, or a string that spells one. */
    public double number(int i) {
        Object value = get(i);
        if (value instanceof Double number) return number;
        Double converted = Operations.toNumber(value);
        if (converted == null) throw wrongType(i, "number");
        return converted;
    }

    /** {@link #number(int)}, or {@code otherwise} if it is nil. */
    public double number(int i, double otherwise) {
        return isNil(i) ? otherwise : number(i);
    }

    /** A number cut to 64 bits as C does on the machines that Redis runs on: what does not fit is the smallest integer. */
    public long integer(int i) {
        return toInteger(number(i));
    }

    /** {@link #integer(int)}, or {@code otherwise} if it is nil. */
    public long integer(int i, long otherwise) {
        return isNil(i) ? otherwise : integer(i);
    }

    /** The low 32 bits of {@link #integer(int)}: C's {@code int}. */
    public int int32(int i) {
        return (int) integer(i);
    }

    /** {@link #int32(int)}, or {@code otherwise} if it is nil. */
    public int int32(int i, int otherwise) {
        return isNil(i) ? otherwise : int32(i);
    }

    /** C's conversion of a double to a 64-bit integer. */
    public static long toInteger(double number) {
        boolean fits = number >= -0x1p63 && number < 0x1p63;
        return fits ? (long) number : Long.MIN_VALUE;
    }

    /** The error of an argument that should be of another type. */
    public LuaError wrongType(int i, String expected) {
        String got = i > values.length ? "no value" : Operations.typeName(values[i - 1]);
        return LuaError.argument(i, expected + " expected, got " + got);
    }
}
