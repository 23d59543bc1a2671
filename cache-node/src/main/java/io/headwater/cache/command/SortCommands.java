package io.headwater.cache.command;

import io.headwater.cache.engine.EffectOp;
import io.headwater.cache.engine.Entry;
import io.headwater.cache.engine.ListValue;
import io.headwater.cache.engine.Numbers;
import io.headwater.cache.engine.SetValue;
import io.headwater.cache.engine.SortedSetValue;
import io.headwater.cache.engine.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** SORT and SORT_RO. What STORE logs is the result: DEL and RPUSH. */
final class SortCommands {
    private static final CommandError NOT_NUMBERS = new CommandError("ERR One or more scores can't be converted into double");
    private static final Comparator<byte[]> BYTES = Arrays::compareUnsigned;
    /** C's strcoll in its own locale: up to the first zero. */
    private static final Comparator<byte[]> TEXT = (a, b) -> Arrays.compareUnsigned(a, 0, zero(a), b, 0, zero(b));

    private SortCommands() {}

    static void addTo(CommandTable table) {
        CommandGroup group = CommandGroup.GENERIC;
        table.add("sort", -2, 1, 1, 1, group, "write denyoom movablekeys", context -> sort(context, false));
        table.add("sort_ro", -2, 1, 1, 1, group, "readonly movablekeys", context -> sort(context, true));
    }

    /** An element, and what it is sorted by. */
    private record Item(byte[] element, double number, byte @Nullable [] text) {}

    private static void sort(CommandContext context, boolean readOnly) {
        SortOptions options = SortOptions.parse(context, readOnly);
        Entry entry = context.lookup(1);
        Value value = entry == null ? null : entry.value();
        boolean sortable = value == null || value instanceof ListValue || value instanceof SetValue || value instanceof SortedSetValue;
        if (!sortable) throw CommandError.WRONG_TYPE;
        // A set has no order: what is stored must not depend on how it is kept.
        if (options.keepsOrder() && value instanceof SetValue && options.storeKey > 0) options.sortByName();
        List<byte[]> elements = elements(value, options.keepsOrder() && options.descending);
        int from = (int) Math.min(Math.max(options.start, 0), elements.size());
        long wanted = Math.min(Math.max(options.count, -1), elements.size());
        int to = (int) Math.min(elements.size(), wanted < 0 ? elements.size() : from + wanted);
        List<byte[]> sorted = options.keepsOrder() ? elements : sorted(context, elements, options);
        List<byte[]> page = from < to ? sorted.subList(from, to) : List.of();
        if (options.storeKey > 0) store(context, options, page);
        else reply(context, options, page);
    }

    private static List<byte[]> elements(@Nullable Value value, boolean backwards) {
        List<byte[]> elements = new ArrayList<>();
        switch (value) {
            case null -> {}
            case ListValue list -> {
                ListValue.Cursor cursor = list.cursor(backwards ? list.size() - 1 : 0, backwards);
                while (cursor.next()) elements.add(Arrays.copyOfRange(cursor.bytes(), cursor.offset(), cursor.offset() + cursor.length()));
            }
            case SetValue set -> set.forEach((member, offset, length) -> elements.add(Arrays.copyOfRange(member, offset, offset + length)));
            case SortedSetValue set -> set.forEach(backwards ? set.size() - 1 : 0, set.size(), backwards, (member, offset, length, score) ->
                    elements.add(Arrays.copyOfRange(member, offset, offset + length)));
            default -> throw new AssertionError(value.type());
        }
        return elements;
    }

    private static List<byte[]> sorted(CommandContext context, List<byte[]> elements, SortOptions options) {
        SortPattern by = options.by();
        List<Item> items = new ArrayList<>(elements.size());
        for (byte[] element : elements) {
            byte[] key = by == null ? element : by.value(context, element);
            items.add(new Item(element, options.alphabetic ? 0 : number(key), key));
        }
        Comparator<Item> order = order(options, by != null);
        items.sort(options.descending ? order.reversed() : order);
        List<byte[]> sorted = new ArrayList<>(items.size());
        for (Item item : items) sorted.add(item.element);
        return sorted;
    }

    private static Comparator<Item> order(SortOptions options, boolean byPattern) {
        Comparator<byte[]> names = options.storeKey > 0 ? BYTES : TEXT;
        if (!options.alphabetic) {
            // Both zeros are equal.
            return (a, b) -> a.number < b.number ? -1 : a.number > b.number ? 1 : Arrays.compareUnsigned(a.element, b.element);
        }
        if (!byPattern) return Comparator.comparing(Item::element, names);
        return Comparator.comparing(Item::text, Comparator.nullsFirst(names));
    }

    /** As C's strtod reads all of a string; an absent one is 0. */
    private static double number(byte @Nullable [] text) {
        if (text == null) return 0;
        int end = zero(text);
        if (end == 0) return 0;
        int from = 0;
        while (from < end && (text[from] == ' ' || (text[from] >= '\t' && text[from] <= '\r'))) from++;
        double number = Numbers.toDouble(text, from, end - from);
        if (from == end || Double.isNaN(number)) throw NOT_NUMBERS;
        return number;
    }

    private static int zero(byte[] text) {
        for (int i = 0; i < text.length; i++) {
            if (text[i] == 0) return i;
        }
        return text.length;
    }

    private static void reply(CommandContext context, SortOptions options, List<byte[]> page) {
        List<SortPattern> gets = options.gets();
        ReplyBuffer reply = context.reply();
        reply.arrayHeader(gets.isEmpty() ? page.size() : Math.multiplyExact(page.size(), gets.size()));
        for (byte[] element : page) {
            if (gets.isEmpty()) reply.bulk(element);
            for (SortPattern get : gets) {
                byte[] value = get.value(context, element);
                if (value == null) reply.nullBulk();
                else reply.bulk(value);
            }
        }
    }

    private static void store(CommandContext context, SortOptions options, List<byte[]> page) {
        List<SortPattern> gets = options.gets();
        // Looked up before anything is yielded: a key that has expired goes ahead of this command's effects.
        List<byte[]> values = new ArrayList<>();
        for (byte[] element : page) {
            if (gets.isEmpty()) values.add(element);
            for (SortPattern get : gets) {
                byte[] value = get.value(context, element);
                values.add(value == null ? Numbers.EMPTY : value);
            }
        }
        if (context.lookupForWrite(options.storeKey) != null) context.effects().add(EffectOp.DEL, context.args(), options.storeKey);
        MemberEffects pushed = new MemberEffects(context, EffectOp.RPUSH, options.storeKey);
        for (byte[] value : values) pushed.member(value, 0, value.length);
        pushed.end();
        context.reply().integer(values.size());
    }
}
