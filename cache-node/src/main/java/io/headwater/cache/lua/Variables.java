package io.headwater.cache.lua;

import org.jspecify.annotations.Nullable;

/** Expressions that name a place which can be assigned to. */
final class Variables {
    private Variables() {}

    /** What can stand to the left of "=". */
    abstract static class Place extends Expression {
        abstract void assign(Frame frame, @Nullable Object value);

        /** What must be evaluated ahead of the right side: object and key of an index. */
        Place prepared(Frame frame) {
            return this;
        }
    }

    /** A local variable, captured or not. */
    static final class Local extends Place {
        private final String name;
        private final int slot;

        Local(Prototype.Variable variable) {
            this.name = variable.name;
            this.slot = variable.slot;
        }

        @Override
        @Nullable Object evaluate(Frame frame) {
            Object value = frame.slots[slot];
            return value instanceof Cell cell ? cell.value : value;
        }

        @Override
        void assign(Frame frame, @Nullable Object value) {
            if (frame.slots[slot] instanceof Cell cell) cell.value = value;
            else frame.slots[slot] = value;
        }

        @Override
        String description() {
            return "local '" + name + "'";
        }
    }

    /** A variable of an enclosing function. */
    static final class Upvalue extends Place {
        private final String name;
        private final int index;

        Upvalue(String name, int index) {
            this.name = name;
            this.index = index;
        }

        @Override
        @Nullable Object evaluate(Frame frame) {
            return frame.closure.captured[index].value;
        }

        @Override
        void assign(Frame frame, @Nullable Object value) {
            frame.closure.captured[index].value = value;
        }

        @Override
        String description() {
            return "upvalue '" + name + "'";
        }
    }

    /** A global variable. */
    static final class Global extends Place {
        private final LuaString name;
        private final Site site;

        Global(LuaString name, Site site) {
            this.name = name;
            this.site = site;
        }

        @Override
        @Nullable Object evaluate(Frame frame) {
            LuaTable globals = frame.closure.environment;
            Object value = globals.get(name);
            if (value != null || globals.metatable() == null) return value;
            try {
                return Operations.index(frame.lua, globals, name);
            } catch (LuaError error) {
                throw error.in(site);
            }
        }

        @Override
        void assign(Frame frame, @Nullable Object value) {
            try {
                Operations.setIndex(frame.lua, frame.closure.environment, name, value);
            } catch (LuaError error) {
                throw error.in(site);
            }
        }

        @Override
        String description() {
            return "global '" + name + "'";
        }
    }

    /** {@code object[key]}. */
    static final class Index extends Place {
        private final Expression object;
        private final Expression key;
        private final Site site;

        Index(Expression object, Expression key, Site site) {
            this.object = object;
            this.key = key;
            this.site = site;
        }

        @Override
        @Nullable Object evaluate(Frame frame) {
            Object table = object.evaluate(frame);
            Object at = key.evaluate(frame);
            if (table instanceof LuaTable plain) {
                Object value = plain.get(at);
                if (value != null || plain.metatable() == null) return value;
            }
            try {
                return Operations.index(frame.lua, table, at);
            } catch (Operations.BadOperand bad) {
                throw object.refused(site, bad.operation, bad.operand);
            } catch (LuaError error) {
                throw error.in(site);
            }
        }

        @Override
        void assign(Frame frame, @Nullable Object value) {
            assign(frame, object.evaluate(frame), key.evaluate(frame), value);
        }

        private void assign(Frame frame, @Nullable Object table, @Nullable Object at, @Nullable Object value) {
            try {
                Operations.setIndex(frame.lua, table, at, value);
            } catch (Operations.BadOperand bad) {
                throw object.refused(site, bad.operation, bad.operand);
            } catch (LuaError error) {
                throw error.in(site);
            }
        }

        @Override
        Place prepared(Frame frame) {
            Object table = object.evaluate(frame);
            Object at = key.evaluate(frame);
            Index index = this;
            return new Place() {
                @Override
                @Nullable Object evaluate(Frame inner) {
                    return index.evaluate(inner);
                }

                @Override
                void assign(Frame inner, @Nullable Object value) {
                    index.assign(inner, table, at, value);
                }
            };
        }

        /** The key's name, by which a call of this is known. */
        String name() {
            return key instanceof Literal literal && literal.value() instanceof LuaString text ? text.toString() : "?";
        }

        @Override
        String description() {
            return "field '" + name() + "'";
        }
    }

    /** A constant. */
    static final class Literal extends Expression {
        private final @Nullable Object value;

        Literal(@Nullable Object value) {
            this.value = value;
        }

        @Nullable Object value() {
            return value;
        }

        @Override
        @Nullable Object evaluate(Frame frame) {
            return value;
        }
    }

    /** {@code ...}. */
    static final class Varargs extends Expression {
        @Override
        @Nullable Object evaluate(Frame frame) {
            return Operations.first(frame.varargs);
        }

        @Override
        @Nullable Object[] evaluateAll(Frame frame) {
            return frame.varargs.clone();
        }

        @Override
        boolean isMultiple() {
            return true;
        }
    }
}
