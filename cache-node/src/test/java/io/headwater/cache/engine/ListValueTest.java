package io.headwater.cache.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListValueTest {
    private final ListValue list = new ListValue();

    @ParameterizedTest(name = "seed {0}, about {1} elements of up to {2} bytes")
    @CsvSource({"1,5,30", "2,60,300", "3,300,10000", "4,3000,30", "5,1000,300"})
    void anyChangesKeepItEqualToAnArrayList(long seed, int target, int longest) {
        Random random = new Random(seed);
        List<String> model = new ArrayList<>();
        for (int step = 0; step < 12_000; step++) {
            change(random, model, target, longest);
            assertEquals(model.size(), list.size());
            if (!model.isEmpty()) {
                int index = random.nextInt(model.size());
                Slice into = new Slice();
                list.read(index, into);
                assertEquals(model.get(index), Bytes.text(into.bytes(), into.offset(), into.length()));
            }
            if (step % 500 == 0) {
                assertEquals(model, contents(list, 0, false));
                assertEquals(model, contents(list.copy(), 0, false));
                assertEquals(model.reversed(), contents(list, model.size() - 1, true));
            }
        }
        assertEquals(model, contents(list, 0, false));
    }

    private void change(Random random, List<String> model, int target, int longest) {
        String element = random.nextInt(3) == 0 ? "e" + random.nextInt(5) : Bytes.content(random, longest);
        byte[] bytes = Bytes.of("<" + element + ">");
        int length = element.length();
        boolean mayGrow = random.nextInt(2 * target) >= model.size();
        int index = model.isEmpty() ? 0 : random.nextInt(model.size());
        switch (random.nextInt(mayGrow ? 8 : 5)) {
            case 0 -> {
                int count = 1 + random.nextInt(random.nextInt(20) == 0 ? target : 3);
                int expected = Math.min(count, model.size());
                model.subList(0, expected).clear();
                assertEquals(expected, list.popFirst(count));
            }
            case 1 -> {
                int count = 1 + random.nextInt(random.nextInt(20) == 0 ? target : 3);
                int expected = Math.min(count, model.size());
                model.subList(model.size() - expected, model.size()).clear();
                assertEquals(expected, list.popLast(count));
            }
            case 2 -> {
                if (model.isEmpty()) return;
                model.set(index, element);
                list.set(index, bytes, 1, length);
            }
            case 3 -> {
                assertEquals(model.indexOf(element), list.indexOf(bytes, 1, length));
                int limit = 1 + random.nextInt(random.nextInt(4) == 0 ? target : 4);
                boolean backwards = random.nextBoolean();
                assertEquals(removeFrom(model, element, limit, backwards), list.remove(bytes, 1, length, limit, backwards));
            }
            case 4 -> {
                model.add(index, element);
                list.insert(index, bytes, 1, length);
            }
            case 5 -> {
                model.addFirst(element);
                list.pushFirst(bytes, 1, length);
            }
            default -> {
                model.addLast(element);
                list.pushLast(bytes, 1, length);
            }
        }
    }

    private static int removeFrom(List<String> model, String element, int limit, boolean backwards) {
        if (backwards) Collections.reverse(model);
        int removed = 0;
        while (removed < limit && model.remove(element)) removed++;
        if (backwards) Collections.reverse(model);
        return removed;
    }

    @Test
    void aQueueInEitherDirectionStaysInItsChunks() {
        for (int i = 0; i < 50; i++) push("element" + i);
        long before = list.memoryBytes();
        for (int i = 50; i < 100_000; i++) {
            push("element" + i);
            assertEquals(1, list.popFirst(1));
        }
        assertEquals(50, list.size());
        assertTrue(list.memoryBytes() <= 2 * before, list.memoryBytes() + " bytes after " + before);
        assertEquals("element99950", contents(list, 0, false).getFirst());
    }

    @Test
    void memoryIsAccountedWhateverHappens() {
        Random random = new Random(5);
        List<String> model = new ArrayList<>();
        for (int step = 0; step < 5_000; step++) change(random, model, 200, 10_000);
        long withContent = list.memoryBytes();
        long contentBytes = model.stream().mapToLong(String::length).sum();
        assertTrue(withContent >= contentBytes, withContent + " for " + contentBytes);
        while (list.popFirst(7) > 0) {}
        assertTrue(list.memoryBytes() <= 16_000, list.memoryBytes() + " bytes when empty");
    }

    private void push(String element) {
        list.pushLast(Bytes.of(element), 0, element.length());
    }

    private static List<String> contents(ListValue list, long from, boolean backwards) {
        List<String> contents = new ArrayList<>();
        ListValue.Cursor cursor = list.cursor(from, backwards);
        while (cursor.next()) contents.add(Bytes.text(cursor.bytes(), cursor.offset(), cursor.length()));
        return contents;
    }
}
