package io.headwater.cache.lua;

import org.jspecify.annotations.Nullable;

/** What operators mean, metamethods included. Errors name no variable here: the nodes, which know them, add the name. */
public final class Operations {
    private static final int MAX_META_CHAIN = 100;
    private static final LuaString INDEX = LuaString.of("__index");
    private static final LuaString NEW_INDEX = LuaString.of("__newindex");
    private static final LuaString EQ = LuaString.of("__eq");
    private static final LuaString LT = LuaString.of("__lt");
    private static final LuaString LE = LuaString.of("__le");
    private static final LuaString CONCAT = LuaString.of("__concat");
    private static final LuaString TOSTRING = LuaString.of("__tostring");
    private static final LuaString NIL = LuaString.of("nil");
    private static final LuaString TRUE = LuaString.of("true");
    private static final LuaString FALSE = LuaString.of("false");

    private Operations() {}

    /** The error of an operation on a value of the wrong type; the node that has the operand completes it. */
    static final class BadOperand extends RuntimeException {
        final String operation;
        final @Nullable Object operand;
        /** 1 or 2, by which operand it was. */
        final int which;

        BadOperand(String operation, @Nullable Object operand, int which) {
            super(null, null, false, false);
            this.operation = operation;
            this.operand = operand;
            this.which = which;
        }

        /** The error without a variable's name. */
        LuaError nameless() {
            return LuaError.operation("attempt to " + operation + " a " + typeName(operand) + " value");
        }
    }

    /** Whether a value counts as true. */
    public static boolean isTrue(@Nullable Object value) {
        return value != null && value != Boolean.FALSE && !Boolean.FALSE.equals(value);
    }

    /** {@code type(value)}. */
    public static String typeName(@Nullable Object value) {
        return switch (value) {
            case null -> "nil";
            case Boolean b -> "boolean";
            case Double d -> "number";
            case LuaString s -> "string";
            case LuaTable t -> "table";
            case LuaFunction f -> "function";
            case Coroutine c -> "thread";
            default -> "userdata";
        };
    }

    /** A number, or what a text spells; null if it is neither. */
    public static @Nullable Double toNumber(@Nullable Object value) {
        if (value instanceof Double number) return number;
        return value instanceof LuaString text ? NumberText.parse(text) : null;
    }

    /** The metatable of a value, or null. */
    static @Nullable LuaTable metatable(Lua lua, @Nullable Object value) {
        if (value instanceof LuaTable table) return table.metatable();
        return value instanceof LuaString ? lua.stringMetatable() : null;
    }

    static @Nullable Object metamethod(Lua lua, @Nullable Object value, LuaString event) {
        LuaTable metatable = metatable(lua, value);
        return metatable == null ? null : metatable.get(event);
    }

    /** {@code object[key]}. */
    public static @Nullable Object index(Lua lua, @Nullable Object object, @Nullable Object key) {
        Object current = object;
        for (int i = 0; i < MAX_META_CHAIN; i++) {
            Object handler;
            if (current instanceof LuaTable table) {
                Object value = table.get(key);
                if (value != null || table.metatable() == null) return value;
                handler = table.metatable().get(INDEX);
                if (handler == null) return null;
            } else {
                handler = metamethod(lua, current, INDEX);
                if (handler == null) throw new BadOperand("index", current, 1);
            }
            if (handler instanceof LuaFunction function) return first(lua.callMeta(function, current, key));
            current = handler;
        }
        throw LuaError.operation("loop in gettable");
    }

    /** {@code object[key] = value}. */
    public static void setIndex(Lua lua, @Nullable Object object, @Nullable Object key, @Nullable Object value) {
        Object current = object;
        for (int i = 0; i < MAX_META_CHAIN; i++) {
            Object handler;
            if (current instanceof LuaTable table) {
                if (table.metatable() == null || table.get(key) != null) {
                    rawSet(lua, table, key, value);
                    return;
                }
                handler = table.metatable().get(NEW_INDEX);
                if (handler == null) {
                    rawSet(lua, table, key, value);
                    return;
                }
            } else {
                handler = metamethod(lua, current, NEW_INDEX);
                if (handler == null) throw new BadOperand("index", current, 1);
            }
            if (handler instanceof LuaFunction function) {
                lua.callMeta(function, current, key, value);
                return;
            }
            current = handler;
        }
        throw LuaError.operation("loop in settable");
    }

    /** Sets a key without metamethods, unless the table is protected. */
    public static void rawSet(Lua lua, LuaTable table, @Nullable Object key, @Nullable Object value) {
        if (table.isReadOnly()) throw LuaError.operation("Attempt to modify a readonly table");
        if (key == null) throw LuaError.operation("table index is nil");
        if (key instanceof Double number && Double.isNaN(number)) throw LuaError.operation("table index is NaN");
        int before = table.capacity();
        table.set(key, value);
        int more = table.capacity() - before;
        if (more > 0) lua.charge(more * 16L);
    }

    /** {@code a == b}. */
    public static boolean equal(Lua lua, @Nullable Object a, @Nullable Object b) {
        if (a == b) return !(a instanceof Double number) || !Double.isNaN(number);
        if (a instanceof Double x) return b instanceof Double y && x.doubleValue() == y.doubleValue();
        if (!(a instanceof LuaTable one) || !(b instanceof LuaTable two)) return a != null && a.equals(b);
        Object handler = sameHandler(one, two);
        return handler != null && isTrue(first(lua.callMeta(handler, a, b)));
    }

    private static @Nullable Object sameHandler(LuaTable one, LuaTable two) {
        Object handler = one.metatable() == null ? null : one.metatable().get(EQ);
        if (handler == null) return null;
        if (one.metatable() == two.metatable()) return handler;
        Object other = two.metatable() == null ? null : two.metatable().get(EQ);
        return rawEqual(handler, other) ? handler : null;
    }

    /** Equality without metamethods. */
    public static boolean rawEqual(@Nullable Object a, @Nullable Object b) {
        if (a instanceof Double x && b instanceof Double y) return x.doubleValue() == y.doubleValue();
        return a == b || (a != null && a.equals(b));
    }

    /** {@code a < b}. */
    public static boolean less(Lua lua, @Nullable Object a, @Nullable Object b) {
        if (a instanceof Double x && b instanceof Double y) return x < y;
        if (a instanceof LuaString x && b instanceof LuaString y) return collate(x, y) < 0;
        Boolean decided = compareMeta(lua, LT, a, b);
        if (decided != null) return decided;
        throw incomparable(a, b);
    }

    /** {@code a <= b}. */
    public static boolean lessOrEqual(Lua lua, @Nullable Object a, @Nullable Object b) {
        if (a instanceof Double x && b instanceof Double y) return x <= y;
        if (a instanceof LuaString x && b instanceof LuaString y) return collate(x, y) <= 0;
        Boolean decided = compareMeta(lua, LE, a, b);
        if (decided != null) return decided;
        Boolean reversed = compareMeta(lua, LT, b, a);
        if (reversed != null) return !reversed;
        throw incomparable(a, b);
    }

    private static int collate(LuaString a, LuaString b) {
        return a.compareTo(b);
    }

    private static @Nullable Boolean compareMeta(Lua lua, LuaString event, @Nullable Object a, @Nullable Object b) {
        if (!typeName(a).equals(typeName(b))) return null;
        Object handler = metamethod(lua, a, event);
        if (handler == null || !rawEqual(handler, metamethod(lua, b, event))) return null;
        return isTrue(first(lua.callMeta(handler, a, b)));
    }

    private static LuaError incomparable(@Nullable Object a, @Nullable Object b) {
        String one = typeName(a);
        String two = typeName(b);
        return LuaError.operation(
                one.equals(two) ? "attempt to compare two " + one + " values" : "attempt to compare " + one + " with " + two);
    }

    /** {@code a .. b}. */
    static @Nullable Object concat(Lua lua, @Nullable Object a, @Nullable Object b) {
        LuaString left = asText(a);
        LuaString right = asText(b);
        if (left != null && right != null) {
            if (left.length() + right.length() > 256) lua.charge(left.length() + (long) right.length());
            return left.length() == 0 ? right : right.length() == 0 ? left : left.plus(right);
        }
        Object handler = metamethod(lua, a, CONCAT);
        if (handler == null) handler = metamethod(lua, b, CONCAT);
        if (handler == null) throw new BadOperand("concatenate", left == null ? a : b, left == null ? 1 : 2);
        return first(lua.callMeta(handler, a, b));
    }

    /** A text, or a number as one; null if it is neither. */
    public static @Nullable LuaString asText(@Nullable Object value) {
        if (value instanceof LuaString text) return text;
        return value instanceof Double number ? NumberText.string(number) : null;
    }

    /** The length of a table or string. */
    static Object length(Lua lua, @Nullable Object value) {
        if (value instanceof LuaString text) return (double) text.length();
        if (value instanceof LuaTable table) return (double) table.length();
        throw new BadOperand("get length of", value, 1);
    }

    /** {@code tostring(value)}. */
    public static LuaString toText(Lua lua, @Nullable Object value) {
        Object handler = metamethod(lua, value, TOSTRING);
        if (handler != null) {
            Object text = first(lua.callMeta(handler, value));
            LuaString string = asText(text);
            if (string == null) throw LuaError.message("'tostring' must return a string to 'print'");
            return string;
        }
        return switch (value) {
            case null -> NIL;
            case Boolean b -> b ? TRUE : FALSE;
            case Double number -> NumberText.string(number);
            case LuaString text -> text;
            case Userdata none -> LuaString.of("userdata: (nil)");
            default -> LuaString.of(typeName(value) + ": 0x" + String.format("%012x", System.identityHashCode(value)));
        };
    }

    /** The first of some values, or nil. */
    public static @Nullable Object first(@Nullable Object[] values) {
        return values.length == 0 ? null : values[0];
    }
}
