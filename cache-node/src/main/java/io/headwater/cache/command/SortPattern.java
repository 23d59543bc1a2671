package io.headwater.cache.command;

import io.headwater.cache.engine.Args;
import io.headwater.cache.engine.Entry;
import io.headwater.cache.engine.HashValue;
import io.headwater.cache.engine.Slice;
import io.headwater.cache.engine.StringValue;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A pattern of SORT's BY and GET: {@code *} stands for the element; what follows {@code ->} is a hash's field; {@code #} is the element itself. */
final class SortPattern {
    private final boolean isElement;
    private final boolean isConstant;
    private final byte[] prefix;
    private final byte[] suffix;
    private final byte @Nullable [] field;

    SortPattern(byte[] pattern) {
        String text = new String(pattern, StandardCharsets.ISO_8859_1);
        // Redis looks through the pattern as through a C string.
        int end = text.indexOf('\0');
        String visible = end < 0 ? text : text.substring(0, end);
        int star = visible.indexOf('*');
        int arrow = star < 0 ? -1 : visible.indexOf("->", star + 1);
        boolean hasField = arrow >= 0 && arrow + 2 < visible.length();
        isElement = visible.equals("#");
        isConstant = star < 0;
        prefix = Arrays.copyOf(pattern, Math.max(0, star));
        suffix = Arrays.copyOfRange(pattern, star + 1, hasField ? arrow : pattern.length);
        field = hasField ? Arrays.copyOfRange(pattern, arrow + 2, pattern.length) : null;
    }

    /** Whether the pattern names the same key for every element. */
    boolean isConstant() {
        return isConstant;
    }

    /** What the pattern means for an element; null where there is no such key or field. */
    byte @Nullable [] value(CommandContext context, byte[] element) {
        if (isElement) return element;
        if (isConstant) return null;
        byte[] key = Arrays.copyOf(prefix, prefix.length + element.length + suffix.length);
        System.arraycopy(element, 0, key, prefix.length, element.length);
        System.arraycopy(suffix, 0, key, prefix.length + element.length, suffix.length);
        Entry entry = context.peek(context.session().database(), Args.of(key), 0);
        if (entry == null) return null;
        if (field == null) return entry.value() instanceof StringValue string ? Arrays.copyOf(string.bytes(), string.length()) : null;
        Slice found = new Slice();
        return entry.value() instanceof HashValue hash && hash.read(field, 0, field.length, found) ? found.copy() : null;
    }
}
