package io.headwater.cache.lua;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads words off a text, one ahead at most. */
final class Lexer {
    private static final int END = -1;
    private static final int MAX_ESCAPE = 255;

    private final byte[] text;
    private final LuaString source;
    private int at;
    private final ByteArrayOutputStream buffer = new ByteArrayOutputStream();

    Token token = Token.END_OF_TEXT;
    /** Of {@link Token#CHARACTER}. */
    int character;

    LuaString string = LuaString.EMPTY;
    double number;
    int line = 1;
    /** Line of the word before. */
    int lastLine = 1;

    private @Nullable Token ahead;
    private int aheadCharacter;
    private LuaString aheadString = LuaString.EMPTY;
    private double aheadNumber;

    Lexer(LuaString text, LuaString source) {
        this.text = text.bytes();
        this.source = source;
        // The first line may say how to run the script.
        if (peek() == '#') {
            while (peek() != '\n' && peek() != END) at++;
        }
    }

    private int peek() {
        return peek(0);
    }

    private int peek(int distance) {
        return at + distance < text.length ? text[at + distance] & 0xFF : END;
    }

    /** Goes on to the next word. */
    void next() {
        lastLine = line;
        if (ahead != null) {
            token = ahead;
            character = aheadCharacter;
            string = aheadString;
            number = aheadNumber;
            ahead = null;
            return;
        }
        token = read();
    }

    /** The word behind the current one, which stays. */
    Token lookAhead() {
        Token kept = token;
        int keptCharacter = character;
        LuaString keptString = string;
        double keptNumber = number;
        Token found = read();
        ahead = found;
        aheadCharacter = character;
        aheadString = string;
        aheadNumber = number;
        token = kept;
        character = keptCharacter;
        string = keptString;
        number = keptNumber;
        return found;
    }

    /** The character that {@link #lookAhead} found. */
    int aheadCharacter() {
        return aheadCharacter;
    }

    /** Whether the current word is this character. */
    boolean is(int c) {
        return token == Token.CHARACTER && character == c;
    }

    private Token read() {
        buffer.reset();
        while (true) {
            int c = peek();
            switch (c) {
                case END -> {
                    return Token.END_OF_TEXT;
                }
                case '\n', '\r' -> newLine();
                case '-' -> {
                    if (peek(1) != '-') return single(c);
                    at += 2;
                    comment();
                }
                case '[' -> {
                    int level = longBracket();
                    if (level >= 0) {
                        longString(level, false);
                        return Token.STRING;
                    }
                    if (level == -1) return single(c);
                    throw error("invalid long string delimiter", textFrom(at, at + 1));
                }
                case '=' -> {
                    return either('=', Token.EQUAL);
                }
                case '<' -> {
                    return either('=', Token.LESS_EQUAL);
                }
                case '>' -> {
                    return either('=', Token.GREATER_EQUAL);
                }
                case '~' -> {
                    return either('=', Token.NOT_EQUAL);
                }
                case '"', '\'' -> {
                    quoted(c);
                    return Token.STRING;
                }
                case '.' -> {
                    if (Chars.isDigit(peek(1))) return numeral();
                    if (peek(1) != '.') return single(c);
                    boolean three = peek(2) == '.';
                    at += three ? 3 : 2;
                    return three ? Token.DOTS : Token.CONCAT;
                }
                default -> {
                    if (Chars.isSpace(c)) {
                        at++;
                        continue;
                    }
                    if (Chars.isDigit(c)) return numeral();
                    if (Chars.isAlpha(c) || c == '_') return word();
                    return single(c);
                }
            }
        }
    }

    private Token single(int c) {
        character = c;
        at++;
        return Token.CHARACTER;
    }

    private Token either(int second, Token both) {
        int c = peek();
        if (peek(1) != second) return single(c);
        at += 2;
        return both;
    }

    private void newLine() {
        int first = text[at++];
        int second = peek();
        if ((second == '\n' || second == '\r') && second != first) at++;
        line++;
    }

    private void comment() {
        if (peek() == '[') {
            int level = longBracket();
            if (level >= 0) {
                longString(level, true);
                buffer.reset();
                return;
            }
        }
        while (peek() != '\n' && peek() != '\r' && peek() != END) at++;
    }

    /** The number of "=" in an opening long bracket; -1: it is a plain bracket; -2: neither. */
    private int longBracket() {
        int level = 0;
        while (peek(1 + level) == '=') level++;
        if (peek(1 + level) == '[') return level;
        return level == 0 ? -1 : -2;
    }

    private void longString(int level, boolean isComment) {
        int start = at;
        at += level + 2;
        if (peek() == '\n' || peek() == '\r') newLine();
        while (true) {
            int c = peek();
            if (c == END) throw error(isComment ? "unfinished long comment" : "unfinished long string", Token.END_OF_TEXT.text);
            if (c == ']' && closes(level)) {
                at += level + 2;
                string = LuaString.over(buffer.toByteArray());
                return;
            }
            if (c == '[' && level == 0 && peek(1) == '[') {
                at += 2;
                throw error("nesting of [[...]] is deprecated", isComment ? "[" : textFrom(start, at));
            }
            if (c == '\n' || c == '\r') {
                newLine();
                buffer.write('\n');
            } else {
                buffer.write(c);
                at++;
            }
        }
    }

    private boolean closes(int level) {
        for (int i = 1; i <= level; i++) {
            if (peek(i) != '=') return false;
        }
        return peek(level + 1) == ']';
    }

    private void quoted(int quote) {
        buffer.write(quote);
        at++;
        while (peek() != quote) {
            int c = peek();
            if (c == END) throw error("unfinished string", Token.END_OF_TEXT.text);
            if (c == '\n' || c == '\r') throw error("unfinished string", bufferText());
            at++;
            if (c == '\\') escape();
            else buffer.write(c);
        }
        at++;
        byte[] all = buffer.toByteArray();
        string = LuaString.copyOf(all, 1, all.length - 1);
    }

    private void escape() {
        int c = peek();
        if (c == END) return;
        if (c == '\n' || c == '\r') {
            newLine();
            buffer.write('\n');
            return;
        }
        if (Chars.isDigit(c)) {
            int code = 0;
            for (int i = 0; i < 3 && Chars.isDigit(peek()); i++) code = code * 10 + text[at++] - '0';
            if (code > MAX_ESCAPE) throw error("escape sequence too large", bufferText());
            buffer.write(code);
            return;
        }
        at++;
        buffer.write(
                switch (c) {
                    case 'a' -> 7;
                    case 'b' -> 8;
                    case 'f' -> 12;
                    case 'n' -> 10;
                    case 'r' -> 13;
                    case 't' -> 9;
                    case 'v' -> 11;
                    default -> c;
                });
    }

    private Token numeral() {
        int start = at;
        while (Chars.isDigit(peek()) || peek() == '.') at++;
        if ((peek() | 32) == 'e') {
            at++;
            if (peek() == '+' || peek() == '-') at++;
        }
        while (Chars.isAlphanumeric(peek()) || peek() == '_') at++;
        String spelled = textFrom(start, at);
        Double value = NumberText.parse(spelled);
        if (value == null) throw error("malformed number", spelled);
        number = value;
        string = LuaString.of(spelled);
        return Token.NUMBER;
    }

    private Token word() {
        int start = at;
        while (Chars.isAlphanumeric(peek()) || peek() == '_') at++;
        String word = textFrom(start, at);
        Token reserved = Token.reserved(word);
        if (reserved != null) return reserved;
        string = LuaString.of(word);
        return Token.NAME;
    }

    private String textFrom(int start, int end) {
        return new String(text, start, Math.min(end, text.length) - start, StandardCharsets.ISO_8859_1);
    }

    private String bufferText() {
        return buffer.toString(StandardCharsets.ISO_8859_1);
    }

    /** A syntax error near the current word. */
    LuaError syntaxError(String message) {
        return error(message, current());
    }

    private String current() {
        return switch (token) {
            case NAME, NUMBER -> string.toString();
            case STRING -> string.toString();
            case CHARACTER -> describe(character);
            default -> token.text;
        };
    }

    /** A character as errors show it. */
    static String describe(int c) {
        return Chars.isControl(c) ? "char(" + c + ")" : String.valueOf((char) c);
    }

    private LuaError error(String message, String near) {
        return LuaError.at(new Site(source, line), message + " near '" + near + "'");
    }

    /** A syntax error that no word is to blame for. */
    LuaError plainError(String message) {
        return LuaError.at(new Site(source, line), message);
    }
}
