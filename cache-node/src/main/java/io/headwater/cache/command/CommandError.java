package io.headwater.cache.command;

import io.headwater.cache.engine.Args;
import java.nio.charset.StandardCharsets;

/**
 * An error reply, thrown by a handler or a helper to end its command; the executor drops what the handler had replied and yielded, and answers with the text. It is an
 * answer, not a fault, and carries no stack; the frequent ones are constants, so that refusing costs little.
 */
public final class CommandError extends RuntimeException {
    /** A value of another type than the command's. */
    public static final CommandError WRONG_TYPE = new CommandError("WRONGTYPE Operation against a key holding the wrong kind of value");
    /** Options that make no sense. */
    public static final CommandError SYNTAX = new CommandError("ERR syntax error");
    /** An argument or value that should be a 64-bit integer. */
    public static final CommandError NOT_AN_INTEGER = new CommandError("ERR value is not an integer or out of range");
    /** A 64-bit integer that should be a 32-bit one. */
    public static final CommandError NOT_AN_INT = outOfRange(Integer.MIN_VALUE, Integer.MAX_VALUE);
    /** An argument or value that should be a double. */
    public static final CommandError NOT_A_FLOAT = new CommandError("ERR value is not a valid float");
    /** A key that the command needs. */
    public static final CommandError NO_SUCH_KEY = new CommandError("ERR no such key");
    /** An index outside of a list. */
    public static final CommandError INDEX_OUT_OF_RANGE = new CommandError("ERR index out of range");
    /** A negative count or length. */
    public static final CommandError NOT_POSITIVE = new CommandError("ERR value is out of range, must be positive");
    /** A database that does not exist. */
    public static final CommandError DB_INDEX_OUT_OF_RANGE = new CommandError("ERR DB index is out of range");
    /** A cursor that is no number. */
    public static final CommandError INVALID_CURSOR = new CommandError("ERR invalid cursor");
    /** Longer than a bulk string may be. */
    public static final CommandError TOO_LONG = new CommandError("ERR string exceeds maximum allowed size (proto-max-bulk-len)");

    private final byte[] text;

    /** An error with this text, its code included ("ERR ..."), without the leading '-'. */
    public CommandError(String text) {
        super(text, null, false, false);
        this.text = text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** "ERR wrong number of arguments for 'name' command"; {@code name} in lower case. */
    public static CommandError wrongArity(String name) {
        return new CommandError("ERR wrong number of arguments for '" + name + "' command");
    }

    /** "ERR value is out of range, value must between min and max". */
    public static CommandError outOfRange(long min, long max) {
        return new CommandError("ERR value is out of range, value must between " + min + " and " + max);
    }

    /** "ERR invalid expire time in 'name' command". */
    public static CommandError invalidExpire(String name) {
        return new CommandError("ERR invalid expire time in '" + name + "' command");
    }

    /** Argument {@code i} as an error quotes it: C's "%s" ends at a zero byte. */
    static String quoted(Args args, int i) {
        return quoted(args, i, Integer.MAX_VALUE);
    }

    /** {@link #quoted(Args, int)} of at most {@code max} characters. */
    static String quoted(Args args, int i, int max) {
        String text = args.text(i);
        int zero = text.indexOf('\0');
        if (zero >= 0) text = text.substring(0, zero);
        return text.length() <= max ? text : text.substring(0, max);
    }

    /** Whether the client should turn to another node, which is no fault of its command. */
    boolean isRedirect() {
        String message = getMessage();
        return message != null && (message.startsWith("MOVED ") || message.startsWith("CROSSSLOT ") || message.startsWith("CLUSTERDOWN "));
    }

    /** The error of an EXEC that did not run because of this one. */
    CommandError aborting() {
        String message = String.valueOf(getMessage());
        // Redis quotes its constants with their code, but formatted errors, of which this is the only one here, without.
        if (message.startsWith("ERR wrong number of arguments")) message = message.substring("ERR ".length());
        return new CommandError("EXECABORT Transaction discarded because of: " + message);
    }

    byte[] text() {
        return text;
    }
}
