package io.headwater.it.bench;

import java.util.ArrayList;
import java.util.List;

/** A Markdown table, aligned so that it can be read as text too. */
final class Table {
    private final List<List<String>> rows = new ArrayList<>();

    Table(String... header) {
        rows.add(List.of(header));
    }

    /** Adds a row of as many cells as the header has. */
    Table row(Object... cells) {
        List<String> row = new ArrayList<>();
        for (Object cell : cells) {
            row.add(cell.toString());
        }
        if (row.size() != rows.getFirst().size()) {
            throw new IllegalArgumentException("a row of " + row.size() + " cells under " + rows.getFirst());
        }
        rows.add(row);
        return this;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < rows.size(); i++) {
            line(text, rows.get(i));
            if (i == 0) {
                line(text, rows.getFirst().stream().map(cell -> "---").toList());
            }
        }
        return text.toString();
    }

    private void line(StringBuilder text, List<String> cells) {
        for (int column = 0; column < cells.size(); column++) {
            text.append("| ").append(cells.get(column)).repeat(' ', width(column) - cells.get(column).length() + 1);
        }
        text.append("|\n");
    }

    private int width(int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElseThrow();
    }
}
