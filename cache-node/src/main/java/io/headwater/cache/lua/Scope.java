package io.headwater.cache.lua;

import io.headwater.cache.lua.Prototype.Capture;
import io.headwater.cache.lua.Prototype.Variable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A function while its text is read: which names mean what at this place. */
final class Scope {
    private static final int MAX_LOCALS = 200;
    private static final int MAX_CAPTURES = 60;

    final Prototype prototype;
    final @Nullable Scope outer;
    private final Lexer lexer;
    private final List<Variable> active = new ArrayList<>();
    private final List<String> captureNames = new ArrayList<>();
    private final List<Capture> captures = new ArrayList<>();
    private int slots;
    boolean usesDots;
    int loops;

    Scope(Prototype prototype, @Nullable Scope outer, Lexer lexer) {
        this.prototype = prototype;
        this.outer = outer;
        this.lexer = lexer;
    }

    /** Number of active variables, to go back to by {@link #leave}. */
    int mark() {
        return active.size();
    }

    /** Ends the life of the variables declared since the mark. */
    void leave(int mark) {
        while (active.size() > mark) active.removeLast();
    }

    /** A variable that is not visible yet; {@code ahead} others are waiting to become so. */
    Variable variable(LuaString name, int ahead) {
        int slot = active.size() + ahead;
        if (slot >= MAX_LOCALS) throw lexer.plainError(owner() + " has more than " + MAX_LOCALS + " local variables");
        slots = Math.max(slots, slot + 1);
        return new Variable(name.toString(), slot);
    }

    /** Makes a variable visible. */
    void activate(Variable variable) {
        active.add(variable);
    }

    /** A variable that is visible from here on. */
    Variable declare(LuaString name) {
        Variable variable = variable(name, 0);
        activate(variable);
        return variable;
    }

    private String owner() {
        return prototype.line == 0 ? "main function" : "function at line " + prototype.line;
    }

    /** What the name means here; null: it is global. */
    Variables.@Nullable Place find(String name) {
        Variable local = local(name);
        if (local != null) return new Variables.Local(local);
        int index = capture(name);
        return index < 0 ? null : new Variables.Upvalue(name, index);
    }

    private @Nullable Variable local(String name) {
        for (int i = active.size() - 1; i >= 0; i--) {
            if (active.get(i).name.equals(name)) return active.get(i);
        }
        return null;
    }

    /** The index among the captured variables, or -1 if no enclosing function has the name. */
    private int capture(String name) {
        if (outer == null) return -1;
        Variable local = outer.local(name);
        if (local != null) {
            local.captured = true;
            return add(name, new Capture(true, local.slot));
        }
        int index = outer.capture(name);
        return index < 0 ? -1 : add(name, new Capture(false, index));
    }

    private int add(String name, Capture capture) {
        int known = captures.indexOf(capture);
        // A slot may have been another variable's before; its name tells which closure is meant, for both live in one cell only while both are visible.
        if (known >= 0 && captureNames.get(known).equals(name)) return known;
        if (captures.size() == MAX_CAPTURES) throw lexer.plainError(owner() + " has more than " + MAX_CAPTURES + " upvalues");
        captures.add(capture);
        captureNames.add(name);
        return captures.size() - 1;
    }

    /** The function is complete. */
    void close() {
        prototype.slots = Math.max(slots, prototype.parameters + 1);
        prototype.captures = captures.toArray(Capture[]::new);
    }
}
