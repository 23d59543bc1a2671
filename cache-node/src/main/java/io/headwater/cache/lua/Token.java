package io.headwater.cache.lua;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The kinds of words of the language. */
enum Token {
    AND("and"), BREAK("break"), DO("do"), ELSE("else"), ELSEIF("elseif"), END("end"), FALSE("false"), FOR("for"), FUNCTION("function"),
    IF("if"), IN("in"), LOCAL("local"), NIL("nil"), NOT("not"), OR("or"), REPEAT("repeat"), RETURN("return"), THEN("then"), TRUE("true"),
    UNTIL("until"), WHILE("while"),
    CONCAT(".."), DOTS("..."), EQUAL("=="), GREATER_EQUAL(">="), LESS_EQUAL("<="), NOT_EQUAL("~="),
    /** A character that stands for itself. */
    CHARACTER(""),
    NUMBER("<number>"), NAME("<name>"), STRING("<string>"), END_OF_TEXT("<eof>");

    private static final Map<String, Token> WORDS = new HashMap<>();

    static {
        for (Token token : values()) {
            if (token.ordinal() <= WHILE.ordinal()) WORDS.put(token.text, token);
        }
    }

    final String text;

    Token(String text) {
        this.text = text;
    }

    /** The reserved word, or null if it is none. */
    static @Nullable Token reserved(String word) {
        return WORDS.get(word);
    }
}
