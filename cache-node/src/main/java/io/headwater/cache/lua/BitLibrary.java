package io.headwater.cache.lua;

import static io.headwater.cache.lua.Builtin.one;

import java.util.Locale;
import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/** {@code bit}: operations on the low 32 bits of numbers; results are signed. Source of the rules: the documentation of Lua BitOp. */
public final class BitLibrary {
    /** Added to a number, it leaves the rounded integer in the low bits of the double. */
    private static final double ROUNDING = 6755399441055744.0;

    private static final int HEX_DIGITS = 8;

    private BitLibrary() {}

    /** The table of its functions. */
    public static LuaTable create() {
        LuaTable bit = new LuaTable();
        unary(bit, "tobit", a -> a);
        unary(bit, "bnot", a -> ~a);
        unary(bit, "bswap", Integer::reverseBytes);
        all(bit, "band", (a, b) -> a & b);
        all(bit, "bor", (a, b) -> a | b);
        all(bit, "bxor", (a, b) -> a ^ b);
        shift(bit, "lshift", (a, n) -> a << n);
        shift(bit, "rshift", (a, n) -> a >>> n);
        shift(bit, "arshift", (a, n) -> a >> n);
        shift(bit, "rol", Integer::rotateLeft);
        shift(bit, "ror", Integer::rotateRight);
        BaseLibrary.add(bit, "tohex", (lua, args) -> one(hexadecimal(args)));
        return bit;
    }

    private static int bits(Arguments args, int i) {
        return (int) Double.doubleToRawLongBits(args.number(i) + ROUNDING);
    }

    private static void unary(LuaTable bit, String name, IntUnaryOperator operator) {
        BaseLibrary.add(bit, name, (lua, args) -> one((double) operator.applyAsInt(bits(args, 1))));
    }

    private static void shift(LuaTable bit, String name, IntBinaryOperator operator) {
        BaseLibrary.add(bit, name, (lua, args) -> one((double) operator.applyAsInt(bits(args, 1), bits(args, 2) & 31)));
    }

    private static void all(LuaTable bit, String name, IntBinaryOperator operator) {
        BaseLibrary.add(bit, name, (lua, args) -> {
            int result = bits(args, 1);
            for (int i = 2; i <= args.count(); i++) result = operator.applyAsInt(result, bits(args, i));
            return one((double) result);
        });
    }

    private static @Nullable Object hexadecimal(Arguments args) {
        int value = bits(args, 1);
        int digits = args.count() < 2 ? HEX_DIGITS : bits(args, 2);
        boolean upper = digits < 0;
        int shown = Math.min(HEX_DIGITS, digits == Integer.MIN_VALUE ? HEX_DIGITS : Math.abs(digits));
        String all = String.format("%08x", value);
        String text = all.substring(HEX_DIGITS - shown);
        return LuaString.of(upper ? text.toUpperCase(Locale.ROOT) : text);
    }
}
