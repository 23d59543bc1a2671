package io.headwater.cache.lua;

import org.jspecify.annotations.Nullable;

/** Expressions that call. */
final class Calls {
    private Calls() {}

    /** A call of either kind. */
    abstract static class Call extends Expression {
        final Expression[] arguments;
        final Site site;

        Call(Expression[] arguments, Site site) {
            this.arguments = arguments;
            this.site = site;
        }

        @Override
        @Nullable Object evaluate(Frame frame) {
            return Operations.first(evaluateAll(frame));
        }

        @Override
        boolean isMultiple() {
            return true;
        }

        /** The name by which "bad argument" knows the function, or null. */
        abstract @Nullable String name();

        abstract boolean isMethod();

        /** Evaluates function and arguments and leaves a closure's call to {@link LuaClosure#call}; anything else is called at once. */
        abstract void tail(Frame frame);

        final @Nullable Object[] invoke(Frame frame, @Nullable Object function, @Nullable Object[] args) {
            try {
                return frame.lua.callNow(function, args);
            } catch (LuaError error) {
                throw error.through(site, name(), isMethod());
            } catch (StackOverflowError tooDeep) {
                throw LuaError.at(site, "stack overflow");
            } catch (Operations.BadOperand bad) {
                if (bad.which == 0 && bad.operand == function) throw refusedCall(function);
                // An operation of a host function, such as a comparison by sort.
                throw bad.nameless().through(site, null, false);
            }
        }

        abstract LuaError refusedCall(@Nullable Object function);

        final void tail(Frame frame, @Nullable Object function, @Nullable Object[] args) {
            if (function instanceof LuaClosure closure) {
                frame.tail = closure;
                frame.results = args;
            } else {
                frame.results = invoke(frame, function, args);
            }
        }
    }

    /** {@code function(arguments)}. */
    static final class FunctionCall extends Call {
        private final Expression function;

        FunctionCall(Expression function, Expression[] arguments, Site site) {
            super(arguments, site);
            this.function = function;
        }

        @Override
        @Nullable Object[] evaluateAll(Frame frame) {
            Object callee = function.evaluate(frame);
            return invoke(frame, callee, evaluateList(arguments, frame));
        }

        @Override
        void tail(Frame frame) {
            Object callee = function.evaluate(frame);
            tail(frame, callee, evaluateList(arguments, frame));
        }

        @Override
        @Nullable String name() {
            String description = function.description();
            return description == null ? null : description.substring(description.indexOf('\'') + 1, description.length() - 1);
        }

        @Override
        boolean isMethod() {
            return false;
        }

        @Override
        LuaError refusedCall(@Nullable Object callee) {
            return function.refused(site, "call", callee);
        }
    }

    /** {@code object:name(arguments)}. */
    static final class MethodCall extends Call {
        private final Expression object;
        private final LuaString name;

        MethodCall(Expression object, LuaString name, Expression[] arguments, Site site) {
            super(arguments, site);
            this.object = object;
            this.name = name;
        }

        @Override
        @Nullable Object[] evaluateAll(Frame frame) {
            Object self = object.evaluate(frame);
            return invoke(frame, method(frame, self), arguments(frame, self));
        }

        @Override
        void tail(Frame frame) {
            Object self = object.evaluate(frame);
            tail(frame, method(frame, self), arguments(frame, self));
        }

        private @Nullable Object method(Frame frame, @Nullable Object self) {
            try {
                return Operations.index(frame.lua, self, name);
            } catch (Operations.BadOperand bad) {
                throw object.refused(site, bad.operation, bad.operand);
            } catch (LuaError error) {
                throw error.in(site);
            }
        }

        private @Nullable Object[] arguments(Frame frame, @Nullable Object self) {
            @Nullable Object[] rest = evaluateList(arguments, frame);
            @Nullable Object[] all = new Object[rest.length + 1];
            all[0] = self;
            System.arraycopy(rest, 0, all, 1, rest.length);
            return all;
        }

        @Override
        String name() {
            return name.toString();
        }

        @Override
        boolean isMethod() {
            return true;
        }

        @Override
        LuaError refusedCall(@Nullable Object callee) {
            return LuaError.at(site, "attempt to call method '" + name + "' (a " + Operations.typeName(callee) + " value)");
        }
    }

    /** {@code (expression)}: one value of a call, and no name any more. */
    static final class Parenthesized extends Expression {
        private final Expression inner;

        Parenthesized(Expression inner) {
            this.inner = inner;
        }

        @Override
        @Nullable Object evaluate(Frame frame) {
            return inner.evaluate(frame);
        }

        @Override
        @Nullable String description() {
            return inner instanceof Call ? null : inner.description();
        }
    }
}
