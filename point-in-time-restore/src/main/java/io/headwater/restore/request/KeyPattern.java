package io.headwater.restore.request;

import io.headwater.cache.command.Glob;
import io.headwater.schemas.HeadwaterException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;

/** Which keys are meant. Immutable. */
public sealed interface KeyPattern {
    /** Whether the key is meant. */
    boolean matches(byte[] key);

    /** As Redis's KEYS has it. */
    static KeyPattern glob(String glob) {
        return new ByGlob(glob, Glob.of(utf8(glob)));
    }

    /**
     * A regular expression that the whole key must match, as UTF-8.
     *
     * @throws HeadwaterException if it is none
     */
    static KeyPattern regex(String regex) {
        try {
            return new ByRegex(regex, Pattern.compile(regex, Pattern.DOTALL));
        } catch (PatternSyntaxException e) {
            throw new HeadwaterException(
                    "'" + regex + "' is not a regular expression: " + e.getDescription(),
                    "see java.util.regex.Pattern for what is, or use --key with a glob",
                    HeadwaterException.EXIT_USAGE);
        }
    }

    /** Keys that begin so. */
    static KeyPattern prefix(String prefix) {
        return new ByPrefix(utf8(prefix));
    }

    /** These keys. */
    static KeyPattern listed(Iterable<String> keys) {
        Set<ByteBuffer> all = new HashSet<>();
        keys.forEach(key -> all.add(ByteBuffer.wrap(utf8(key))));
        return new Listed(all);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A glob. */
    record ByGlob(String text, Glob glob) implements KeyPattern {
        @Override
        public boolean matches(byte[] key) {
            return glob.matches(key);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** A regular expression. */
    record ByRegex(String text, Pattern pattern) implements KeyPattern {
        @Override
        public boolean matches(byte[] key) {
            return pattern.matcher(new BoundedText(new String(key, StandardCharsets.UTF_8), text)).matches();
        }

        @Override
        public String toString() {
            return "/" + text + "/";
        }
    }

    /** A prefix. */
    @SuppressWarnings("ArrayRecordComponent") // never changed, never compared
    record ByPrefix(byte[] prefix) implements KeyPattern {
        @Override
        public boolean matches(byte[] key) {
            return key.length >= prefix.length && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
        }

        @Override
        public String toString() {
            return new String(prefix, StandardCharsets.UTF_8) + "...";
        }
    }

    /** A list of keys. */
    record Listed(Set<ByteBuffer> keys) implements KeyPattern {
        public Listed {
            keys = Set.copyOf(keys);
        }

        @Override
        public boolean matches(byte[] key) {
            return keys.contains(ByteBuffer.wrap(key));
        }

        @Override
        public String toString() {
            return keys.size() > 3
                    ? keys.size() + " keys"
                    : keys.stream().map(key -> new String(key.array(), StandardCharsets.UTF_8)).sorted().collect(Collectors.joining(", "));
        }
    }
}
