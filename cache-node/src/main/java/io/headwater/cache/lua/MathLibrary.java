package io.headwater.cache.lua;

import static io.headwater.cache.lua.Builtin.one;

import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/** {@code math}. Its random numbers are Redis's: one sequence since the start, unless a script seeds it. What a script writes is logged as effects, so nothing depends on them. */
public final class MathLibrary {
    private static final double MAX_RANDOM = Integer.MAX_VALUE;

    private MathLibrary() {}

    /** The table, whose random numbers come from {@code random}. */
    public static LuaTable create(ScriptRandom random) {
        LuaTable math = new LuaTable();
        math.set("pi", Math.PI);
        math.set("huge", Double.POSITIVE_INFINITY);
        add(math, "abs", Math::abs);
        add(math, "acos", Math::acos);
        add(math, "asin", Math::asin);
        add(math, "atan", Math::atan);
        add(math, "ceil", Math::ceil);
        add(math, "cos", Math::cos);
        add(math, "cosh", Math::cosh);
        add(math, "deg", x -> x / (Math.PI / 180));
        add(math, "exp", Math::exp);
        add(math, "floor", Math::floor);
        add(math, "log", Math::log);
        add(math, "log10", Math::log10);
        add(math, "rad", x -> x * (Math.PI / 180));
        add(math, "sin", Math::sin);
        add(math, "sinh", Math::sinh);
        add(math, "sqrt", Math::sqrt);
        add(math, "tan", Math::tan);
        add(math, "tanh", Math::tanh);
        BaseLibrary.add(math, "atan2", (lua, args) -> one(Math.atan2(args.number(1), args.number(2))));
        BaseLibrary.add(math, "pow", (lua, args) -> one(Arithmetic.POWER.apply(args.number(1), args.number(2))));
        BaseLibrary.add(math, "fmod", (lua, args) -> one(args.number(1) % args.number(2)));
        BaseLibrary.add(math, "mod", (lua, args) -> one(args.number(1) % args.number(2)));
        BaseLibrary.add(math, "ldexp", (lua, args) -> one(scale(args.number(1), args.int32(2))));
        BaseLibrary.add(math, "frexp", (lua, args) -> fractionAndExponent(args.number(1)));
        BaseLibrary.add(math, "modf", (lua, args) -> wholeAndFraction(args.number(1)));
        BaseLibrary.add(math, "max", (lua, args) -> extreme(args, true));
        BaseLibrary.add(math, "min", (lua, args) -> extreme(args, false));
        BaseLibrary.add(math, "random", (lua, args) -> random(random, args));
        BaseLibrary.add(math, "randomseed", (lua, args) -> {
            random.seed(args.int32(1));
            return LuaFunction.NONE;
        });
        return math;
    }

    private static void add(LuaTable math, String name, DoubleUnaryOperator function) {
        BaseLibrary.add(math, name, (lua, args) -> one(function.applyAsDouble(args.number(1))));
    }

    /** In two steps, so that the exponent may be any. */
    private static double scale(double number, int exponent) {
        int bounded = Math.clamp(exponent, -5000, 5000);
        return Math.scalb(number, bounded);
    }

    private static @Nullable Object[] fractionAndExponent(double number) {
        if (number == 0 || Double.isNaN(number) || Double.isInfinite(number)) return new Object[] {number, 0.0};
        int exponent = Math.getExponent(number) + 1;
        if (exponent < Double.MIN_EXPONENT + 1) exponent = Math.getExponent(number * 0x1p54) + 1 - 54;
        return new Object[] {Math.scalb(number, -exponent), (double) exponent};
    }

    private static @Nullable Object[] wholeAndFraction(double number) {
        if (Double.isInfinite(number)) return new Object[] {number, Math.copySign(0.0, number)};
        double whole = number < 0 ? Math.ceil(number) : Math.floor(number);
        return new Object[] {whole, Math.copySign(number - whole, number)};
    }

    private static @Nullable Object[] extreme(Arguments args, boolean largest) {
        double found = args.number(1);
        for (int i = 2; i <= args.count(); i++) {
            double number = args.number(i);
            if (largest ? number > found : number < found) found = number;
        }
        return one(found);
    }

    private static @Nullable Object[] random(ScriptRandom random, Arguments args) {
        double fraction = (random.next() % (long) MAX_RANDOM) / MAX_RANDOM;
        switch (args.count()) {
            case 0 -> {
                return one(fraction);
            }
            case 1 -> {
                int upper = args.int32(1);
                if (upper < 1) throw LuaError.argument(1, "interval is empty");
                return one(Math.floor(fraction * upper) + 1);
            }
            case 2 -> {
                int lower = args.int32(1);
                int upper = args.int32(2);
                if (lower > upper) throw LuaError.argument(2, "interval is empty");
                return one(Math.floor(fraction * ((double) upper - lower + 1)) + lower);
            }
            default -> throw LuaError.message("wrong number of arguments");
        }
    }
}
