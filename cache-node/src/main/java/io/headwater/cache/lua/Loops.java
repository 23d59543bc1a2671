package io.headwater.cache.lua;

import io.headwater.cache.lua.Prototype.Variable;
import org.jspecify.annotations.Nullable;

/** The loops. Each turn is a step, so that none runs unwatched. */
final class Loops {
    private Loops() {}

    /** {@code while}. */
    static Statement whileTrue(Expression condition, Statement body) {
        return frame -> {
            while (Operations.isTrue(condition.evaluate(frame))) {
                frame.lua.step();
                int outcome = body.execute(frame);
                if (outcome == Statement.BREAK) break;
                if (outcome == Statement.RETURN) return outcome;
            }
            return Statement.NORMAL;
        };
    }

    /** {@code repeat}: the condition sees the block's variables. */
    static Statement repeat(Statement body, Expression condition) {
        return frame -> {
            do {
                frame.lua.step();
                int outcome = body.execute(frame);
                if (outcome == Statement.BREAK) break;
                if (outcome == Statement.RETURN) return outcome;
            } while (!Operations.isTrue(condition.evaluate(frame)));
            return Statement.NORMAL;
        };
    }

    /** {@code for variable = start, limit, step}. */
    static Statement numeric(Variable variable, Expression start, Expression limit, @Nullable Expression step, Statement body, Site site) {
        return frame -> {
            Object first = start.evaluate(frame);
            Object last = limit.evaluate(frame);
            Object by = step == null ? (Object) 1.0 : step.evaluate(frame);
            double i = number(first, "initial value", site);
            double end = number(last, "limit", site);
            double increment = number(by, "step", site);
            for (; increment > 0 ? i <= end : end <= i; i += increment) {
                frame.lua.step();
                Statements.declare(frame, variable, i);
                int outcome = body.execute(frame);
                if (outcome == Statement.BREAK) break;
                if (outcome == Statement.RETURN) return outcome;
            }
            return Statement.NORMAL;
        };
    }

    private static double number(@Nullable Object value, String what, Site site) {
        Double number = Operations.toNumber(value);
        if (number == null) throw LuaError.at(site, "'for' " + what + " must be a number");
        return number;
    }

    /** {@code for variables in values}. */
    static Statement generic(Variable[] variables, Expression[] values, Statement body, Site site) {
        return frame -> {
            @Nullable Object[] given = Expression.evaluateList(values, frame);
            Object iterator = given.length > 0 ? given[0] : null;
            Object state = given.length > 1 ? given[1] : null;
            Object control = given.length > 2 ? given[2] : null;
            while (true) {
                frame.lua.step();
                @Nullable Object[] results = next(frame, iterator, state, control, site);
                control = Operations.first(results);
                if (control == null) return Statement.NORMAL;
                for (int i = 0; i < variables.length; i++) Statements.declare(frame, variables[i], i < results.length ? results[i] : null);
                int outcome = body.execute(frame);
                if (outcome == Statement.BREAK) return Statement.NORMAL;
                if (outcome == Statement.RETURN) return outcome;
            }
        };
    }

    private static @Nullable Object[] next(Frame frame, @Nullable Object iterator, @Nullable Object state, @Nullable Object control, Site site) {
        try {
            return frame.lua.callNow(iterator, new Object[] {state, control});
        } catch (LuaError error) {
            throw error.through(site, "(for generator)", false);
        } catch (Operations.BadOperand bad) {
            throw LuaError.at(site, "attempt to call a " + Operations.typeName(bad.operand) + " value");
        }
    }
}
