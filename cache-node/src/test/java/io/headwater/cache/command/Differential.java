package io.headwater.cache.command;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;

/**
 * Gives the same commands to our executor, in this process, and to a stock redis-server over a socket, and compares the replies byte for byte. What no two servers agree
 * on, order and time, is evened out for the commands named in {@link #unordered} and {@link #about}; at the end the keyspaces are compared key by key.
 *
 * <p>A failure names the seed and shows the last commands.
 */
public final class Differential {
    /** Both clocks are read a moment apart; anything that a test sets lies much further away. */
    private static final long CLOCK_TOLERANCE_MS = 5_000;

    /**
     * Keys whose encodings are compared. Redis remembers that INCRBYFLOAT wrote a value, and does not call it "int"; that is lost on its own replicas too, and here
     * at once: such commands get other keys.
     */
    private static final String KEY_PREFIX = "k";

    private static final int HELLO_ID = 7;

    private static final int SHOWN_COMMANDS = 12;

    private final TestServer ours = new TestServer();
    private final RedisProcess.Connection theirs;
    private final Map<String, UnaryOperator<RespValue>> normalizerByCommand = new HashMap<>();
    private final Map<String, Boolean> timeByCommand = new HashMap<>();
    private final Deque<String> recent = new ArrayDeque<>();
    private final long seed;

    public Differential(RedisProcess.Connection theirs, long seed) throws IOException {
        this.theirs = theirs;
        this.seed = seed;
        theirs.execute(CommandGenerator.command("RESET"));
        theirs.execute(CommandGenerator.command("FLUSHALL"));
        theirs.execute(CommandGenerator.command("CONFIG", "RESETSTAT"));
        unordered(1, "KEYS", "SMEMBERS", "SUNION", "SINTER", "SDIFF", "HKEYS", "HVALS");
        unordered(2, "HGETALL");
        normalizerByCommand.put("HELLO", Differential::withoutId);
        about("TTL", "PTTL", "EXPIRETIME", "PEXPIRETIME", "TIME", "LASTSAVE");
    }

    public TestServer ours() {
        return ours;
    }

    /** The members of these commands' replies come in any order, in groups of {@code width}. */
    public Differential unordered(int width, String... commands) {
        for (String command : commands) normalizerByCommand.put(command, reply -> reply.sorted(width));
        return this;
    }

    /** These commands' replies are compared after {@code normalizer}. */
    public Differential normalized(UnaryOperator<RespValue> normalizer, String... commands) {
        for (String command : commands) normalizerByCommand.put(command, normalizer);
        return this;
    }

    /** Has both speak this version of RESP from here on. */
    public Differential protocol(int version) throws IOException {
        byte[][] hello = CommandGenerator.command("HELLO", "" + version);
        theirs.execute(hello);
        ours.execute(ours.session, hello);
        return this;
    }

    /** These commands' integers are times, or differences of times. */
    public Differential about(String... commands) {
        for (String command : commands) timeByCommand.put(command, true);
        return this;
    }

    /** Runs {@code steps} commands of {@code generator}, then compares all keys. */
    public void run(int steps, CommandGenerator generator) throws IOException {
        Random random = new Random(seed);
        for (int step = 0; step < steps; step++) check(generator.next(random));
        compareKeyspaces();
    }

    /** Gives one command to both. */
    public void check(String... command) throws IOException {
        check(CommandGenerator.command(command));
    }

    /** Gives one command to both. */
    public void check(byte[][] command) throws IOException {
        byte[] expected = theirs.execute(command);
        ours.now(Math.max(ours.nowMs(), System.currentTimeMillis()));
        byte[] actual = ours.execute(ours.session, command);
        recent.addLast(show(command) + " -> " + text(expected));
        if (recent.size() > SHOWN_COMMANDS) recent.removeFirst();
        if (!asksOfAnotherKeysForm(command) && !same(new String(command[0], StandardCharsets.ISO_8859_1).toUpperCase(Locale.ROOT), expected, actual)) {
            fail("seed " + seed + ": " + show(command) + "\n  redis: " + text(expected) + "\n  ours:  " + text(actual) + "\n  from where they differ: " + tail(expected, actual) + "\n  ours: " + tail(actual, expected) + "\nafter\n  " + String.join("\n  ", recent));
        }
    }

    /** Asks how a key that INCRBYFLOAT may have written is kept: see {@link #KEY_PREFIX}. A damaged command may have made such a key of any argument. */
    private static boolean asksOfAnotherKeysForm(byte[][] command) {
        return command.length == 3 && text(command[0]).equalsIgnoreCase("OBJECT") && !text(command[2]).startsWith(KEY_PREFIX);
    }

    private boolean same(String name, byte[] expected, byte[] actual) {
        if (Arrays.equals(expected, actual)) return true;
        if (actual.length == 0) return false;
        RespValue theirValue = RespValue.parse(expected);
        RespValue ourValue = RespValue.parse(actual);
        if (timeByCommand.containsKey(name) && theirValue.kind() == ':' && ourValue.kind() == ':') return areClose(theirValue, ourValue);
        UnaryOperator<RespValue> normalizer = normalizerByCommand.get(name);
        return normalizer != null && normalizer.apply(theirValue).equals(normalizer.apply(ourValue));
    }

    /** HELLO's reply without the connection's id. */
    private static RespValue withoutId(RespValue hello) {
        List<RespValue> members = new ArrayList<>(hello.members());
        if (members.size() > HELLO_ID) members.remove(HELLO_ID);
        return new RespValue(hello.kind(), hello.text(), members);
    }

    private static boolean areClose(RespValue expected, RespValue actual) {
        long theirTime = Long.parseLong(expected.text());
        long ourTime = Long.parseLong(actual.text());
        return theirTime >= 0 && ourTime >= 0 && Math.abs(theirTime - ourTime) <= CLOCK_TOLERANCE_MS;
    }

    /** Compares the keys of all databases by what the reading commands say of them. */
    public void compareKeyspaces() throws IOException {
        check("RESET");
        for (int database = 0; database < ours.keyspace.databases(); database++) {
            check("SELECT", "" + database);
            RespValue keys = RespValue.parse(theirs.execute(CommandGenerator.command("KEYS", "*")));
            check("KEYS", "*");
            for (RespValue key : keys.members()) compareKey(key.text());
        }
        check("SELECT", "0");
    }

    private void compareKey(String key) throws IOException {
        RespValue type = RespValue.parse(theirs.execute(CommandGenerator.command("TYPE", key)));
        check("TYPE", key);
        check("PEXPIRETIME", key);
        if (key.startsWith(KEY_PREFIX)) check("OBJECT", "ENCODING", key);
        check(
                switch (type.text()) {
                    case "string" -> CommandGenerator.command("GET", key);
                    case "hash" -> CommandGenerator.command("HGETALL", key);
                    case "list" -> CommandGenerator.command("LRANGE", key, "0", "-1");
                    case "set" -> CommandGenerator.command("SMEMBERS", key);
                    case "zset" -> CommandGenerator.command("ZRANGE", key, "0", "-1", "WITHSCORES");
                    case "stream" -> CommandGenerator.command("XINFO", "STREAM", key, "FULL", "COUNT", "0");
                    default -> CommandGenerator.command("PING");
                });
    }

    private static String show(byte[][] command) {
        return String.join(" ", List.of(command).stream().map(Differential::text).toList());
    }

    /** Of long replies, what comes where they part. */
    private static String tail(byte[] one, byte[] other) {
        int at = Math.max(0, Arrays.mismatch(one, other) - 100);
        return text(Arrays.copyOfRange(one, Math.min(at, one.length), one.length));
    }

    private static String text(byte[] bytes) {
        StringBuilder shown = new StringBuilder();
        for (byte b : bytes.length > 400 ? Arrays.copyOf(bytes, 400) : bytes) {
            if (b == '\r') shown.append("\\r");
            else if (b == '\n') shown.append("\\n");
            else if (b < 32 || b == 127) shown.append(String.format("\\x%02x", b & 0xff));
            else shown.append((char) b);
        }
        return shown.isEmpty() ? "\"\"" : shown.toString();
    }
}
