package io.headwater.cache.lua;

import org.jspecify.annotations.Nullable;

/** Expressions with operators, and those that make tables and functions. */
final class Operators {
    private Operators() {}

    /** {@code + - * / % ^} and the sign. */
    static final class Calculation extends Expression {
        private final Arithmetic operator;
        private final Expression left;
        private final Expression right;
        private final Site site;

        Calculation(Arithmetic operator, Expression left, Expression right, Site site) {
            this.operator = operator;
            this.left = left;
            this.right = right;
            this.site = site;
        }

        @Override
        @Nullable Object evaluate(Frame frame) {
            Object a = left.evaluate(frame);
            Object b = right.evaluate(frame);
            if (a instanceof Double x && b instanceof Double y) return operator.apply(x, y);
            try {
                return operator.of(frame.lua, a, b);
            } catch (Operations.BadOperand bad) {
                throw (bad.which == 1 ? left : right).refused(site, bad.operation, bad.operand);
            } catch (LuaError error) {
                throw error.in(site);
            }
        }
    }

    /** {@code ..}. */
    static final class Concatenation extends Expression {
        private final Expression left;
        private final Expression right;
        private final Site site;

        Concatenation(Expression left, Expression right, Site site) {
            this.left = left;
            this.right = right;
            this.site = site;
        }

        @Override
        @Nullable Object evaluate(Frame frame) {
            Object a = left.evaluate(frame);
            Object b = right.evaluate(frame);
            try {
                return Operations.concat(frame.lua, a, b);
            } catch (Operations.BadOperand bad) {
                throw (bad.which == 1 ? left : right).refused(site, bad.operation, bad.operand);
            } catch (LuaError error) {
                throw error.in(site);
            }
        }
    }

    /** The six comparisons. */
    static final class Comparison extends Expression {
        /** Which of them; {@code >} and {@code >=} are the mirrored ones, but evaluate from the left. */
        enum Kind {
            EQUAL,
            NOT_EQUAL,
            LESS,
            LESS_OR_EQUAL,
            GREATER,
            GREATER_OR_EQUAL
        }

        private final Kind kind;
        private final Expression left;
        private final Expression right;
        private final Site site;

        Comparison(Kind kind, Expression left, Expression right, Site site) {
            this.kind = kind;
            this.left = left;
            this.right = right;
            this.site = site;
        }

        @Override
        Boolean evaluate(Frame frame) {
            Object a = left.evaluate(frame);
            Object b = right.evaluate(frame);
            try {
                return switch (kind) {
                    case EQUAL -> Operations.equal(frame.lua, a, b);
                    case NOT_EQUAL -> !Operations.equal(frame.lua, a, b);
                    case LESS -> Operations.less(frame.lua, a, b);
                    case LESS_OR_EQUAL -> Operations.lessOrEqual(frame.lua, a, b);
                    case GREATER -> Operations.less(frame.lua, b, a);
                    case GREATER_OR_EQUAL -> Operations.lessOrEqual(frame.lua, b, a);
                };
            } catch (LuaError error) {
                throw error.in(site);
            }
        }
    }

    /** {@code and}, {@code or}. */
    static final class Junction extends Expression {
        private final boolean and;
        private final Expression left;
        private final Expression right;

        Junction(boolean and, Expression left, Expression right) {
            this.and = and;
            this.left = left;
            this.right = right;
        }

        @Override
        @Nullable Object evaluate(Frame frame) {
            Object value = left.evaluate(frame);
            return Operations.isTrue(value) == and ? right.evaluate(frame) : value;
        }
    }

    /** {@code not}. */
    static final class Negation extends Expression {
        private final Expression operand;

        Negation(Expression operand) {
            this.operand = operand;
        }

        @Override
        Boolean evaluate(Frame frame) {
            return !Operations.isTrue(operand.evaluate(frame));
        }
    }

    /** {@code #}. */
    static final class Length extends Expression {
        private final Expression operand;
        private final Site site;

        Length(Expression operand, Site site) {
            this.operand = operand;
            this.site = site;
        }

        @Override
        Object evaluate(Frame frame) {
            Object value = operand.evaluate(frame);
            try {
                return Operations.length(frame.lua, value);
            } catch (Operations.BadOperand bad) {
                throw operand.refused(site, bad.operation, bad.operand);
            }
        }
    }

    /** {@code {...}}. */
    static final class TableConstructor extends Expression {
        /** A field; the key of a list item is null. */
        record Field(@Nullable Expression key, Expression value) {}

        private final Field[] fields;
        private final int items;
        private final int records;
        private final Site site;

        TableConstructor(Field[] fields, Site site) {
            this.fields = fields;
            this.site = site;
            int itemCount = 0;
            for (Field field : fields) {
                if (field.key() == null) itemCount++;
            }
            boolean open = fields.length > 0 && fields[fields.length - 1].key() == null && fields[fields.length - 1].value().isMultiple();
            // As in Lua, room is made for the items that are counted in advance, in a rounded number.
            this.items = rounded(open ? itemCount - 1 : itemCount);
            this.records = rounded(fields.length - itemCount);
        }

        /** Lua keeps the two sizes in a byte each, eight steps to a power of two. */
        private static int rounded(int n) {
            int x = n;
            int exponent = 0;
            while (x >= 16) {
                x = (x + 1) >> 1;
                exponent++;
            }
            return x << exponent;
        }

        @Override
        LuaTable evaluate(Frame frame) {
            frame.lua.charge(64 + 16L * fields.length);
            LuaTable table = new LuaTable(items, records);
            int position = 0;
            try {
                for (int i = 0; i < fields.length; i++) {
                    Field field = fields[i];
                    Expression key = field.key();
                    if (key != null) {
                        Object at = key.evaluate(frame);
                        Operations.rawSet(frame.lua, table, at, field.value().evaluate(frame));
                    } else if (i == fields.length - 1 && field.value().isMultiple()) {
                        for (Object value : field.value().evaluateAll(frame)) Operations.rawSet(frame.lua, table, (double) ++position, value);
                    } else {
                        table.set(++position, field.value().evaluate(frame));
                    }
                }
            } catch (LuaError error) {
                throw error.in(site);
            }
            return table;
        }
    }

    /** {@code function ... end}. */
    static final class FunctionExpression extends Expression {
        private final Prototype prototype;

        FunctionExpression(Prototype prototype) {
            this.prototype = prototype;
        }

        @Override
        LuaClosure evaluate(Frame frame) {
            Prototype.Capture[] captures = prototype.captures;
            Cell[] cells = new Cell[captures.length];
            for (int i = 0; i < cells.length; i++) {
                Prototype.Capture capture = captures[i];
                if (!capture.local()) cells[i] = frame.closure.captured[capture.index()];
                else if (frame.slots[capture.index()] instanceof Cell cell) cells[i] = cell;
                else throw new IllegalStateException("a captured variable without a cell");
            }
            return new LuaClosure(prototype, frame.closure.environment, cells);
        }
    }
}
