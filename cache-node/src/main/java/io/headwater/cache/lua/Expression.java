package io.headwater.cache.lua;

import org.jspecify.annotations.Nullable;

/** A part of a script that has a value. */
abstract class Expression {
    /** The value; of a call its first result. */
    abstract @Nullable Object evaluate(Frame frame);

    /** All values: those of a call or of "..."; of others the one. */
    @Nullable Object[] evaluateAll(Frame frame) {
        return new Object[] {evaluate(frame)};
    }

    /** Whether it may have other than one value. */
    boolean isMultiple() {
        return false;
    }

    /** What errors call it, as in "global 'x'"; null if it has no name. */
    @Nullable String description() {
        return null;
    }

    /** The error of an operation on {@code operand}, which is this expression's value. */
    final LuaError refused(Site site, String operation, @Nullable Object operand) {
        String name = description();
        String type = Operations.typeName(operand);
        return LuaError.at(site, "attempt to " + operation + (name == null ? " a " + type + " value" : " " + name + " (a " + type + " value)"));
    }

    /** The values of a list, of whose last all. */
    static @Nullable Object[] evaluateList(Expression[] list, Frame frame) {
        int count = list.length;
        if (count == 0) return LuaFunction.NONE;
        Expression last = list[count - 1];
        if (!last.isMultiple()) {
            @Nullable Object[] values = new Object[count];
            for (int i = 0; i < count; i++) values[i] = list[i].evaluate(frame);
            return values;
        }
        if (count == 1) return last.evaluateAll(frame);
        @Nullable Object[] first = new Object[count - 1];
        for (int i = 0; i < count - 1; i++) first[i] = list[i].evaluate(frame);
        @Nullable Object[] rest = last.evaluateAll(frame);
        @Nullable Object[] all = new Object[first.length + rest.length];
        System.arraycopy(first, 0, all, 0, first.length);
        System.arraycopy(rest, 0, all, first.length, rest.length);
        return all;
    }
}
