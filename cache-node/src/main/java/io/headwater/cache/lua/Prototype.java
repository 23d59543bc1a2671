package io.headwater.cache.lua;

/** A function as written. Immutable once its text has been read, apart from what reading its inner functions adds to its variables. */
final class Prototype {
    final LuaString source;
    final int line;
    int parameters;
    boolean variadic;
    /** Whether the old-style table {@code arg} is made. */
    boolean usesArg;
    int slots;
    Variable[] parameterVariables = new Variable[0];
    /** Where each captured variable comes from when a closure is made. */
    Capture[] captures = new Capture[0];
    Statement body = Statement.NOTHING;

    /** A variable of the enclosing function: its local in this slot, or one that it has itself captured. */
    record Capture(boolean local, int index) {}

    /** A local variable. */
    static final class Variable {
        final String name;
        final int slot;
        boolean captured;

        Variable(String name, int slot) {
            this.name = name;
            this.slot = slot;
        }
    }

    Prototype(LuaString source, int line) {
        this.source = source;
        this.line = line;
    }
}
