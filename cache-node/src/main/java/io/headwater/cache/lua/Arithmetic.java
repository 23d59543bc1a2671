package io.headwater.cache.lua;

import org.jspecify.annotations.Nullable;

/** The operators on numbers. */
enum Arithmetic {
    ADD("__add") {
        @Override
        double apply(double a, double b) {
            return a + b;
        }
    },
    SUBTRACT("__sub") {
        @Override
        double apply(double a, double b) {
            return a - b;
        }
    },
    MULTIPLY("__mul") {
        @Override
        double apply(double a, double b) {
            return a * b;
        }
    },
    DIVIDE("__div") {
        @Override
        double apply(double a, double b) {
            return sameNan(a / b);
        }
    },
    MODULO("__mod") {
        @Override
        double apply(double a, double b) {
            return sameNan(a - Math.floor(a / b) * b);
        }
    },
    POWER("__pow") {
        @Override
        double apply(double a, double b) {
            return b == 2 ? a * a : a == 1 || b == 0 ? 1 : Math.pow(a, b);
        }
    },
    NEGATE("__unm") {
        @Override
        double apply(double a, double b) {
            return Double.isNaN(a) ? Double.longBitsToDouble(Double.doubleToRawLongBits(a) ^ Long.MIN_VALUE) : -a;
        }
    };

    /** What x86 computes for 0/0: the one with the sign bit set, which scripts see as "-nan". */
    private static final double MACHINE_NAN = Double.longBitsToDouble(0xFFF8000000000000L);

    private final LuaString event;

    Arithmetic(String event) {
        this.event = LuaString.of(event);
    }

    abstract double apply(double a, double b);

    private static double sameNan(double result) {
        return Double.isNaN(result) ? MACHINE_NAN : result;
    }

    /** The result for operands of any type. */
    @Nullable Object of(Lua lua, @Nullable Object a, @Nullable Object b) {
        Double x = Operations.toNumber(a);
        Double y = Operations.toNumber(b);
        if (x != null && y != null) return apply(x, y);
        Object handler = Operations.metamethod(lua, a, event);
        if (handler == null) handler = Operations.metamethod(lua, b, event);
        if (handler == null) throw new Operations.BadOperand("perform arithmetic on", x == null ? a : b, x == null ? 1 : 2);
        return Operations.first(lua.callMeta(handler, a, b));
    }
}
