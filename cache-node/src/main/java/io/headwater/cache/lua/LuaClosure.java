package io.headwater.cache.lua;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A function of a script with the variables that it has captured. */
final class LuaClosure extends LuaFunction {
    final Prototype prototype;
    final Cell[] captured;
    LuaTable environment;

    LuaClosure(Prototype prototype, LuaTable environment, Cell[] captured) {
        this.prototype = prototype;
        this.environment = environment;
        this.captured = captured;
    }

    @Override
    public @Nullable Object[] call(Lua lua, @Nullable Object[] args) {
        lua.enter();
        try {
            LuaClosure closure = this;
            @Nullable Object[] given = args;
            while (true) {
                Frame frame = closure.frame(lua, given);
                closure.prototype.body.execute(frame);
                if (frame.tail == null) return frame.results;
                closure = frame.tail;
                given = frame.results;
                lua.step();
            }
        } finally {
            lua.leave();
        }
    }

    private Frame frame(Lua lua, @Nullable Object[] args) {
        Prototype p = prototype;
        @Nullable Object[] slots = new Object[p.slots];
        System.arraycopy(args, 0, slots, 0, Math.min(p.parameters, args.length));
        @Nullable Object[] rest = p.variadic && args.length > p.parameters ? Arrays.copyOfRange(args, p.parameters, args.length) : NONE;
        if (p.usesArg) slots[p.parameters] = argTable(rest);
        for (Prototype.Variable parameter : p.parameterVariables) {
            if (parameter.captured) slots[parameter.slot] = new Cell(slots[parameter.slot]);
        }
        return new Frame(lua, this, slots, rest);
    }

    private static LuaTable argTable(@Nullable Object[] rest) {
        LuaTable table = new LuaTable(rest.length, 1);
        for (int i = 0; i < rest.length; i++) table.set(i + 1, rest[i]);
        table.set("n", (double) rest.length);
        return table;
    }
}
