package io.headwater.cache.lua;

import io.headwater.cache.lua.Operators.Comparison;
import io.headwater.cache.lua.Operators.TableConstructor;
import io.headwater.cache.lua.Operators.TableConstructor.Field;
import io.headwater.cache.lua.Variables.Literal;
import io.headwater.cache.lua.Variables.Place;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads expressions, by precedence. */
final class ExpressionParser {
    private static final int UNARY_PRIORITY = 8;

    private final Parser parser;
    private final Lexer lexer;

    ExpressionParser(Parser parser) {
        this.parser = parser;
        this.lexer = parser.lexer;
    }

    /** Operators between two operands, and how strongly they bind what is left and right of them. */
    private enum Binary {
        ADD(6, 6), SUBTRACT(6, 6), MULTIPLY(7, 7), DIVIDE(7, 7), MODULO(7, 7), POWER(10, 9), CONCAT(5, 4),
        NOT_EQUAL(3, 3), EQUAL(3, 3), LESS(3, 3), LESS_OR_EQUAL(3, 3), GREATER(3, 3), GREATER_OR_EQUAL(3, 3), AND(2, 2), OR(1, 1);

        final int left;
        final int right;

        Binary(int left, int right) {
            this.left = left;
            this.right = right;
        }
    }

    /** {@code expression, expression, ...}. */
    Expression[] list() {
        List<Expression> all = new ArrayList<>();
        do {
            all.add(expression());
        } while (parser.accept(','));
        return all.toArray(Expression[]::new);
    }

    Expression expression() {
        return expression(0);
    }

    private Expression expression(int limit) {
        parser.enterLevel();
        Expression left = operand();
        for (Binary operator = binary(); operator != null && operator.left > limit; operator = binary()) {
            lexer.next();
            Expression right = expression(operator.right);
            left = join(operator, left, right);
        }
        parser.leaveLevel();
        return left;
    }

    private Expression operand() {
        if (lexer.token == Token.NOT) {
            lexer.next();
            return new Operators.Negation(expression(UNARY_PRIORITY));
        }
        if (parser.accept('-')) {
            Expression inner = expression(UNARY_PRIORITY);
            if (inner instanceof Literal literal && literal.value() instanceof Double number) return new Literal(-number);
            return new Operators.Calculation(Arithmetic.NEGATE, inner, new Second(), parser.site());
        }
        if (parser.accept('#')) {
            Expression inner = expression(UNARY_PRIORITY);
            return new Operators.Length(inner, parser.site());
        }
        return simple();
    }

    /** The second operand of a sign: a number, so that only the first can be refused. */
    private static final class Second extends Expression {
        @Override
        Object evaluate(Frame frame) {
            return 0.0;
        }
    }

    private @Nullable Binary binary() {
        return switch (lexer.token) {
            case AND -> Binary.AND;
            case OR -> Binary.OR;
            case CONCAT -> Binary.CONCAT;
            case EQUAL -> Binary.EQUAL;
            case NOT_EQUAL -> Binary.NOT_EQUAL;
            case LESS_EQUAL -> Binary.LESS_OR_EQUAL;
            case GREATER_EQUAL -> Binary.GREATER_OR_EQUAL;
            case CHARACTER -> switch (lexer.character) {
                case '+' -> Binary.ADD;
                case '-' -> Binary.SUBTRACT;
                case '*' -> Binary.MULTIPLY;
                case '/' -> Binary.DIVIDE;
                case '%' -> Binary.MODULO;
                case '^' -> Binary.POWER;
                case '<' -> Binary.LESS;
                case '>' -> Binary.GREATER;
                default -> null;
            };
            default -> null;
        };
    }

    private Expression join(Binary operator, Expression left, Expression right) {
        Site site = parser.site();
        return switch (operator) {
            case ADD -> new Operators.Calculation(Arithmetic.ADD, left, right, site);
            case SUBTRACT -> new Operators.Calculation(Arithmetic.SUBTRACT, left, right, site);
            case MULTIPLY -> new Operators.Calculation(Arithmetic.MULTIPLY, left, right, site);
            case DIVIDE -> new Operators.Calculation(Arithmetic.DIVIDE, left, right, site);
            case MODULO -> new Operators.Calculation(Arithmetic.MODULO, left, right, site);
            case POWER -> new Operators.Calculation(Arithmetic.POWER, left, right, site);
            case CONCAT -> new Operators.Concatenation(left, right, site);
            case AND -> new Operators.Junction(true, left, right);
            case OR -> new Operators.Junction(false, left, right);
            case EQUAL -> new Comparison(Comparison.Kind.EQUAL, left, right, site);
            case NOT_EQUAL -> new Comparison(Comparison.Kind.NOT_EQUAL, left, right, site);
            case LESS -> new Comparison(Comparison.Kind.LESS, left, right, site);
            case LESS_OR_EQUAL -> new Comparison(Comparison.Kind.LESS_OR_EQUAL, left, right, site);
            case GREATER -> new Comparison(Comparison.Kind.GREATER, left, right, site);
            case GREATER_OR_EQUAL -> new Comparison(Comparison.Kind.GREATER_OR_EQUAL, left, right, site);
        };
    }

    private Expression simple() {
        Expression constant =
                switch (lexer.token) {
                    case NUMBER -> new Literal(lexer.number);
                    case STRING -> new Literal(lexer.string);
                    case NIL -> new Literal(null);
                    case TRUE -> new Literal(Boolean.TRUE);
                    case FALSE -> new Literal(Boolean.FALSE);
                    case DOTS -> varargs();
                    default -> null;
                };
        if (constant != null) {
            lexer.next();
            return constant;
        }
        if (lexer.is('{')) return table();
        if (lexer.token != Token.FUNCTION) return primary();
        int line = lexer.line;
        lexer.next();
        return parser.functionBody(false, line);
    }

    private Expression varargs() {
        if (!parser.scope.prototype.variadic) throw lexer.syntaxError("cannot use '...' outside a vararg function");
        parser.scope.usesDots = true;
        return new Variables.Varargs();
    }

    /** A name, or an expression in parentheses, and the indexes and calls behind it. */
    Expression primary() {
        Expression expression = prefix();
        while (true) {
            if (parser.accept('.')) {
                expression = new Variables.Index(expression, new Literal(parser.name()), parser.site());
            } else if (lexer.is('[')) {
                expression = new Variables.Index(expression, bracketed(), parser.site());
            } else if (parser.accept(':')) {
                LuaString name = parser.name();
                int line = lexer.line;
                expression = new Calls.MethodCall(expression, name, arguments(), new Site(parser.source, line));
            } else if (lexer.is('(') || lexer.is('{') || lexer.token == Token.STRING) {
                int line = lexer.line;
                expression = new Calls.FunctionCall(expression, arguments(), new Site(parser.source, line));
            } else {
                return expression;
            }
        }
    }

    private Expression prefix() {
        if (lexer.is('(')) {
            int line = lexer.line;
            lexer.next();
            Expression inner = expression();
            parser.close(')', '(', line);
            return new Calls.Parenthesized(inner);
        }
        if (lexer.token != Token.NAME) throw lexer.syntaxError("unexpected symbol");
        return variable(parser.name());
    }

    /** What a name means here. */
    Place variable(LuaString name) {
        Place known = parser.scope.find(name.toString());
        return known == null ? new Variables.Global(name, parser.site()) : known;
    }

    private Expression bracketed() {
        lexer.next();
        Expression key = expression();
        parser.check(']');
        return key;
    }

    private Expression[] arguments() {
        int line = lexer.line;
        if (lexer.token == Token.STRING) {
            Expression only = new Literal(lexer.string);
            lexer.next();
            return new Expression[] {only};
        }
        if (lexer.is('{')) return new Expression[] {table()};
        if (!lexer.is('(')) throw lexer.syntaxError("function arguments expected");
        if (line != lexer.lastLine) throw lexer.syntaxError("ambiguous syntax (function call x new statement)");
        lexer.next();
        if (parser.accept(')')) return new Expression[0];
        Expression[] all = list();
        parser.close(')', '(', line);
        return all;
    }

    private Expression table() {
        int line = lexer.line;
        parser.check('{');
        List<Field> fields = new ArrayList<>();
        while (!lexer.is('}')) {
            fields.add(field());
            if (!parser.accept(',') && !parser.accept(';')) break;
        }
        parser.close('}', '{', line);
        return new TableConstructor(fields.toArray(Field[]::new), parser.site());
    }

    private Field field() {
        if (lexer.is('[')) {
            Expression key = bracketed();
            parser.check('=');
            return new Field(key, expression());
        }
        if (lexer.token != Token.NAME || !isAssignment(lexer.lookAhead())) return new Field(null, expression());
        Expression key = new Literal(parser.name());
        parser.check('=');
        return new Field(key, expression());
    }

    private boolean isAssignment(Token ahead) {
        return ahead == Token.CHARACTER && lexer.aheadCharacter() == '=';
    }
}
