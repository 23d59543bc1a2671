package io.headwater.cache.lua;

import io.headwater.cache.lua.Calls.Call;
import io.headwater.cache.lua.Prototype.Variable;
import io.headwater.cache.lua.Variables.Place;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads statements: text to something that runs. Its errors are those of Lua 5.1, word for word. */
final class Parser {
    private static final int MAX_LEVELS = 200;

    final Lexer lexer;
    final LuaString source;
    Scope scope;
    private final ExpressionParser expressions;
    private int levels;

    private Parser(LuaString text, LuaString source) {
        this.lexer = new Lexer(text, source);
        this.source = source;
        this.scope = new Scope(new Prototype(source, 0), null, lexer);
        this.expressions = new ExpressionParser(this);
    }

    /** The main function of a chunk. */
    static Prototype parse(LuaString text, LuaString source) {
        Parser parser = new Parser(text, source);
        Prototype main = parser.scope.prototype;
        main.variadic = true;
        parser.scope.usesDots = true;
        parser.lexer.next();
        main.body = parser.block();
        if (parser.lexer.token != Token.END_OF_TEXT) throw parser.expected(Token.END_OF_TEXT.text);
        parser.scope.close();
        return main;
    }

    Site site() {
        return new Site(source, lexer.lastLine);
    }

    void enterLevel() {
        if (++levels > MAX_LEVELS) throw lexer.plainError("chunk has too many syntax levels");
    }

    void leaveLevel() {
        levels--;
    }

    LuaError expected(String what) {
        return lexer.syntaxError("'" + what + "' expected");
    }

    void check(Token token) {
        if (lexer.token != token) throw expected(token.text);
        lexer.next();
    }

    void check(char c) {
        if (!lexer.is(c)) throw expected(String.valueOf(c));
        lexer.next();
    }

    boolean accept(char c) {
        if (!lexer.is(c)) return false;
        lexer.next();
        return true;
    }

    private boolean accept(Token token) {
        if (lexer.token != token) return false;
        lexer.next();
        return true;
    }

    /** What closes something that was opened on another line says so. */
    void close(Token what, Token opener, int line) {
        if (accept(what)) return;
        throw mismatch(what.text, opener.text, line);
    }

    void close(char what, char opener, int line) {
        if (accept(what)) return;
        throw mismatch(String.valueOf(what), String.valueOf(opener), line);
    }

    private LuaError mismatch(String what, String opener, int line) {
        if (line == lexer.line) return expected(what);
        return lexer.syntaxError("'" + what + "' expected (to close '" + opener + "' at line " + line + ")");
    }

    LuaString name() {
        if (lexer.token != Token.NAME) throw expected(Token.NAME.text);
        LuaString name = lexer.string;
        lexer.next();
        return name;
    }

    private boolean atBlockEnd() {
        return switch (lexer.token) {
            case ELSE, ELSEIF, END, UNTIL, END_OF_TEXT -> true;
            default -> false;
        };
    }

    /** Statements up to what ends a block, with variables of their own. */
    Statement block() {
        int mark = scope.mark();
        Statement block = openBlock();
        scope.leave(mark);
        return block;
    }

    /** {@link #block} whose variables stay visible. */
    private Statement openBlock() {
        List<Statement> all = new ArrayList<>();
        enterLevel();
        boolean last = false;
        while (!last && !atBlockEnd()) {
            last = lexer.token == Token.RETURN || lexer.token == Token.BREAK;
            all.add(statement());
            accept(';');
        }
        leaveLevel();
        return Statements.block(all.toArray(Statement[]::new));
    }

    private Statement statement() {
        int line = lexer.line;
        return switch (lexer.token) {
            case IF -> when(line);
            case WHILE -> {
                lexer.next();
                Expression condition = expressions.expression();
                check(Token.DO);
                Statement body = loopBody();
                close(Token.END, Token.WHILE, line);
                yield Loops.whileTrue(condition, body);
            }
            case DO -> {
                lexer.next();
                Statement body = block();
                close(Token.END, Token.DO, line);
                yield body;
            }
            case FOR -> forLoop(line);
            case REPEAT -> repeat(line);
            case FUNCTION -> function(line);
            case LOCAL -> {
                lexer.next();
                yield accept(Token.FUNCTION) ? localFunction() : local();
            }
            case RETURN -> giveBack();
            case BREAK -> {
                lexer.next();
                if (scope.loops == 0) throw lexer.syntaxError("no loop to break");
                yield frame -> Statement.BREAK;
            }
            default -> expressionStatement();
        };
    }

    private Statement loopBody() {
        scope.loops++;
        Statement body = block();
        scope.loops--;
        return body;
    }

    private Statement when(int line) {
        List<Expression> conditions = new ArrayList<>();
        List<Statement> blocks = new ArrayList<>();
        do {
            lexer.next();
            conditions.add(expressions.expression());
            check(Token.THEN);
            blocks.add(block());
        } while (lexer.token == Token.ELSEIF);
        if (accept(Token.ELSE)) blocks.add(block());
        close(Token.END, Token.IF, line);
        return Statements.when(conditions.toArray(Expression[]::new), blocks.toArray(Statement[]::new));
    }

    private Statement repeat(int line) {
        lexer.next();
        int mark = scope.mark();
        scope.loops++;
        Statement body = openBlock();
        scope.loops--;
        close(Token.UNTIL, Token.REPEAT, line);
        Expression condition = expressions.expression();
        scope.leave(mark);
        return Loops.repeat(body, condition);
    }

    private Statement forLoop(int line) {
        lexer.next();
        LuaString first = name();
        int mark = scope.mark();
        Statement loop;
        if (lexer.is('=')) loop = numericLoop(first, line);
        else if (lexer.is(',') || lexer.token == Token.IN) loop = genericLoop(first, line);
        else throw lexer.syntaxError("'=' or 'in' expected");
        close(Token.END, Token.FOR, line);
        scope.leave(mark);
        return loop;
    }

    private Statement numericLoop(LuaString name, int line) {
        lexer.next();
        Expression start = expressions.expression();
        check(',');
        Expression limit = expressions.expression();
        Expression step = accept(',') ? expressions.expression() : null;
        check(Token.DO);
        Variable variable = scope.declare(name);
        return Loops.numeric(variable, start, limit, step, loopBody(), new Site(source, line));
    }

    private Statement genericLoop(LuaString first, int line) {
        List<LuaString> names = new ArrayList<>(List.of(first));
        while (accept(',')) names.add(name());
        check(Token.IN);
        Expression[] values = expressions.list();
        check(Token.DO);
        Variable[] variables = new Variable[names.size()];
        for (int i = 0; i < variables.length; i++) variables[i] = scope.declare(names.get(i));
        return Loops.generic(variables, values, loopBody(), new Site(source, line));
    }

    private Statement function(int line) {
        lexer.next();
        Place place = expressions.variable(name());
        boolean method = false;
        while (lexer.is('.') || lexer.is(':')) {
            method = lexer.is(':');
            lexer.next();
            place = new Variables.Index(place, new Variables.Literal(name()), site());
            if (method) break;
        }
        Expression body = functionBody(method, line);
        return Statements.assign(new Place[] {place}, new Expression[] {body});
    }

    private Statement localFunction() {
        Variable variable = scope.declare(name());
        return Statements.localFunction(variable, functionBody(false, lexer.line));
    }

    private Statement local() {
        List<Variable> variables = new ArrayList<>();
        do {
            variables.add(scope.variable(name(), variables.size()));
        } while (accept(','));
        Expression[] values = accept('=') ? expressions.list() : new Expression[0];
        for (Variable variable : variables) scope.activate(variable);
        return Statements.local(variables.toArray(Variable[]::new), values);
    }

    private Statement giveBack() {
        lexer.next();
        Expression[] values = atBlockEnd() || lexer.is(';') ? new Expression[0] : expressions.list();
        return Statements.giveBack(values);
    }

    private Statement expressionStatement() {
        Expression first = expressions.primary();
        if (first instanceof Call call) return Statements.call(call);
        List<Place> places = new ArrayList<>();
        places.add(assignable(first));
        while (accept(',')) places.add(assignable(expressions.primary()));
        check('=');
        return Statements.assign(places.toArray(Place[]::new), expressions.list());
    }

    private Place assignable(@Nullable Expression expression) {
        if (expression instanceof Place place) return place;
        throw lexer.syntaxError("syntax error");
    }

    /** Parameters, statements and "end". */
    Expression functionBody(boolean method, int line) {
        Prototype prototype = new Prototype(source, line);
        Scope enclosing = scope;
        scope = new Scope(prototype, enclosing, lexer);
        List<Variable> parameters = new ArrayList<>();
        check('(');
        if (method) parameters.add(scope.declare(LuaString.of("self")));
        if (!lexer.is(')')) parameters(prototype, parameters);
        prototype.parameters = parameters.size();
        if (prototype.variadic) parameters.add(scope.declare(LuaString.of("arg")));
        check(')');
        prototype.parameterVariables = parameters.toArray(Variable[]::new);
        prototype.body = block();
        close(Token.END, Token.FUNCTION, line);
        prototype.usesArg = prototype.variadic && !scope.usesDots;
        scope.close();
        scope = enclosing;
        return new Operators.FunctionExpression(prototype);
    }

    private void parameters(Prototype prototype, List<Variable> parameters) {
        do {
            if (lexer.token == Token.NAME) {
                parameters.add(scope.declare(name()));
            } else if (lexer.token == Token.DOTS) {
                lexer.next();
                prototype.variadic = true;
            } else {
                throw lexer.syntaxError("<name> or '...' expected");
            }
        } while (!prototype.variadic && accept(','));
    }
}
