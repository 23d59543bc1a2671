package io.headwater.cache.node.config;

import io.headwater.cache.engine.Args;
import io.headwater.cache.resp.InlineSplitter;
import io.headwater.schemas.HeadwaterException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads directives in redis.conf's syntax, in which a later line wins over an earlier one; {@code bind} and {@code save} too. */
final class ConfigReader {
    private static final int MAX_INCLUDES = 16;

    private final Map<String, String> values = new HashMap<>();
    private final TreeSet<String> withoutEffect = new TreeSet<>();
    private final List<String> warnings = new ArrayList<>();
    private int includes;

    /** Reads a file, and what it includes. */
    void readFile(Path file) {
        if (++includes > MAX_INCLUDES) {
            throw usage(file + " is the file number " + includes + " of a configuration", "check 'include' for a circle");
        }
        List<String> lines;
        try {
            lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new HeadwaterException(
                    "cannot read the configuration file " + file, "check its name and its permissions", HeadwaterException.EXIT_USAGE, e);
        }
        for (int i = 0; i < lines.size(); i++) readLine(lines.get(i), file + " line " + (i + 1), file);
    }

    /** Reads a directive of the command line: its name and its values. */
    void readDirective(String line) {
        int blank = line.indexOf(' ');
        readLine(line, "--" + (blank < 0 ? line : line.substring(0, blank)), null);
    }

    private void readLine(String line, String where, @Nullable Path file) {
        String trimmed = line.strip();
        if (trimmed.isEmpty() || trimmed.startsWith("#")) return;
        byte[] bytes = trimmed.getBytes(StandardCharsets.UTF_8);
        Args words = new Args(8);
        words.reset(bytes);
        if (!InlineSplitter.split(bytes, 0, bytes.length, words)) throw usage(where + ": unbalanced quotes", "close the quotes");
        String name = word(words, 0).toLowerCase(Locale.ROOT);
        List<String> arguments = new ArrayList<>();
        for (int i = 1; i < words.count(); i++) arguments.add(word(words, i));
        if (name.equals("include") && file != null && arguments.size() == 1) {
            readFile(file.toAbsolutePath().resolveSibling(arguments.getFirst()));
        } else {
            readDirective(name, arguments, where);
        }
    }

    private void readDirective(String name, List<String> arguments, String where) {
        String instead = Directives.refusal(name);
        if (instead != null && !isOff(arguments)) throw usage(where + ": '" + name + "' is not supported", instead);
        Directive directive = Directives.find(name);
        if (directive == null) {
            if (instead == null && !Directives.isWithoutEffect(name)) throw unknown(name, where);
            if (instead == null) withoutEffect.add(name);
            return;
        }
        try {
            accept(directive, directive.form().canonical(arguments));
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new HeadwaterException(
                    where + ": wrong value for '" + name + "': " + e.getMessage(),
                    "the default is '" + directive.byDefault() + "'",
                    HeadwaterException.EXIT_USAGE,
                    e);
        }
    }

    /** {@code requirepass ""} and {@code tls-port 0} say that the feature is not wanted. */
    private static boolean isOff(List<String> arguments) {
        return arguments.equals(List.of("")) || arguments.equals(List.of("0"));
    }

    /** Takes a value in, but for those that say what this server cannot do otherwise. */
    private void accept(Directive directive, String value) {
        String name = directive.name();
        boolean fixed = switch (name) {
            case "appendonly", "save", "maxmemory", "maxmemory-policy" -> true;
            default -> false;
        };
        if (!fixed) {
            values.put(name, value);
            // One level under two names: the last one said wins.
            if (name.equals("appendfsync")) values.remove("durability");
            if (name.equals("durability")) values.remove("appendfsync");
        } else if (!value.equals(directive.byDefault())) {
            warnings.add(fixedWarning(name, value));
        }
    }

    private static String fixedWarning(String name, String value) {
        String why = switch (name) {
            case "appendonly" -> "the binlog is always on";
            case "save" -> "a base is made when the binlog has outgrown it, and by BGSAVE";
            case "maxmemory" -> "memory is bounded by the JVM's heap (-Xmx), and nothing is evicted";
            default -> "nothing is evicted";
        };
        return "'" + name + " " + value + "' does not apply: " + why;
    }

    private static HeadwaterException unknown(String name, String where) {
        String near = Directives.nearest(name);
        return usage(
                where + ": unknown directive '" + name + "'",
                near == null ? "the directives are those of Redis 7.0" : "did you mean '" + near + "'?");
    }

    private static HeadwaterException usage(String message, String hint) {
        return new HeadwaterException(message, hint, HeadwaterException.EXIT_USAGE);
    }

    private static String word(Args words, int i) {
        return new String(words.bytes(), words.offset(i), words.length(i), StandardCharsets.UTF_8);
    }

    Settings settings() {
        return Settings.defaults().with(values);
    }

    /** One line for all directives without effect, and one for each that is understood but cannot be otherwise. */
    List<String> warnings() {
        List<String> all = new ArrayList<>();
        if (!withoutEffect.isEmpty()) all.add("these directives have no effect here: " + String.join(", ", withoutEffect));
        all.addAll(warnings);
        return all;
    }
}
