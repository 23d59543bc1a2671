package io.headwater.cache.lua;

import io.headwater.cache.lua.Calls.Call;
import io.headwater.cache.lua.Prototype.Variable;
import io.headwater.cache.lua.Variables.Place;
import org.jspecify.annotations.Nullable;

/** The statements but for the loops. */
final class Statements {
    private Statements() {}

    /** Statements one behind the other. */
    static Statement block(Statement[] all) {
        if (all.length == 0) return Statement.NOTHING;
        if (all.length == 1) return all[0];
        return frame -> {
            for (Statement statement : all) {
                int outcome = statement.execute(frame);
                if (outcome != Statement.NORMAL) return outcome;
            }
            return Statement.NORMAL;
        };
    }

    /** A call whose results nobody wants. */
    static Statement call(Call call) {
        return frame -> {
            call.evaluateAll(frame);
            return Statement.NORMAL;
        };
    }

    /** {@code local names = values}. */
    static Statement local(Variable[] variables, Expression[] values) {
        if (variables.length == 1 && values.length == 1) {
            return frame -> {
                declare(frame, variables[0], values[0].evaluate(frame));
                return Statement.NORMAL;
            };
        }
        return frame -> {
            @Nullable Object[] given = Expression.evaluateList(values, frame);
            for (int i = 0; i < variables.length; i++) declare(frame, variables[i], i < given.length ? given[i] : null);
            return Statement.NORMAL;
        };
    }

    /** {@code local function}: the variable is there before its function, which may call itself. */
    static Statement localFunction(Variable variable, Expression function) {
        return frame -> {
            declare(frame, variable, null);
            Object value = function.evaluate(frame);
            if (frame.slots[variable.slot] instanceof Cell cell) cell.value = value;
            else frame.slots[variable.slot] = value;
            return Statement.NORMAL;
        };
    }

    /** Begins the life of a variable: a new one each time, so that each closure has its own. */
    static void declare(Frame frame, Variable variable, @Nullable Object value) {
        frame.slots[variable.slot] = variable.captured ? new Cell(value) : value;
    }

    /** {@code places = values}. */
    static Statement assign(Place[] places, Expression[] values) {
        if (places.length == 1 && values.length == 1) {
            Place place = places[0];
            Expression value = values[0];
            if (!(place instanceof Variables.Index)) {
                return frame -> {
                    place.assign(frame, value.evaluate(frame));
                    return Statement.NORMAL;
                };
            }
            return frame -> {
                Place prepared = place.prepared(frame);
                prepared.assign(frame, value.evaluate(frame));
                return Statement.NORMAL;
            };
        }
        return frame -> {
            Place[] prepared = new Place[places.length];
            for (int i = 0; i < places.length; i++) prepared[i] = places[i].prepared(frame);
            @Nullable Object[] given = Expression.evaluateList(values, frame);
            // From the last to the first, as Lua does.
            for (int i = places.length - 1; i >= 0; i--) prepared[i].assign(frame, i < given.length ? given[i] : null);
            return Statement.NORMAL;
        };
    }

    /** {@code if}, with one block more than conditions if there is an else. */
    static Statement when(Expression[] conditions, Statement[] blocks) {
        return frame -> {
            for (int i = 0; i < conditions.length; i++) {
                if (Operations.isTrue(conditions[i].evaluate(frame))) return blocks[i].execute(frame);
            }
            return blocks.length > conditions.length ? blocks[conditions.length].execute(frame) : Statement.NORMAL;
        };
    }

    /** {@code return}. */
    static Statement giveBack(Expression[] values) {
        if (values.length == 1 && values[0] instanceof Call call) {
            return frame -> {
                call.tail(frame);
                return Statement.RETURN;
            };
        }
        return frame -> {
            frame.results = Expression.evaluateList(values, frame);
            return Statement.RETURN;
        };
    }
}
