package org.kd4j.arbiter.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Lines of text and rows of aligned cells: a mark, a name, then as many cells as there are. */
final class TextGrid {
    private static final String GAP = "  ";
    private static final String CUT = "...";

    private record Row(boolean marked, String name, List<String> cells) {}

    private final int width;
    private final List<Object> lines = new ArrayList<>();

    /** @param width that no line exceeds: longer names are cut, longer texts go on on the next line */
    TextGrid(int width) {
        this.width = width;
    }

    /** A paragraph, broken where it is too long; a word longer than a line is cut. */
    void text(String paragraph) {
        StringBuilder line = new StringBuilder();
        for (String word : paragraph.split("\\s+")) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
                line.append(GAP);
            }
            line.append(line.toString().isBlank() ? "" : " ").append(word);
        }
        lines.add(line.toString());
    }

    void row(boolean marked, String name, List<String> cells) {
        lines.add(new Row(marked, name, cells));
    }

    @Override
    public String toString() {
        List<Row> rows = lines.stream()
                .filter(Row.class::isInstance)
                .map(Row.class::cast)
                .toList();
        List<Integer> cellWidths = cellWidths(rows);
        int cellsWidth =
                cellWidths.stream().mapToInt(cell -> GAP.length() + cell).sum();
        int longestName = rows.stream().mapToInt(row -> row.name.length()).max().orElse(0);
        int nameWidth = Math.min(longestName, width - GAP.length() - cellsWidth);
        return lines.stream()
                .map(line -> line instanceof Row row ? line(row, nameWidth, cellWidths) : cut(line.toString(), width))
                .map(line -> line.stripTrailing() + "\n")
                .collect(Collectors.joining());
    }

    private static List<Integer> cellWidths(List<Row> rows) {
        List<Integer> widths = new ArrayList<>();
        for (Row row : rows) {
            for (int i = 0; i < row.cells.size(); i++) {
                int length = row.cells.get(i).length();
                if (i == widths.size()) {
                    widths.add(length);
                }
                widths.set(i, Math.max(length, widths.get(i)));
            }
        }
        return widths;
    }

    private static String line(Row row, int nameWidth, List<Integer> cellWidths) {
        StringBuilder line = new StringBuilder(row.marked ? "* " : GAP);
        line.append(pad(cut(row.name, nameWidth), nameWidth));
        for (int i = 0; i < row.cells.size(); i++) {
            line.append(GAP).append(pad(row.cells.get(i), cellWidths.get(i)));
        }
        return line.toString();
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    private static String cut(String text, int width) {
        return text.length() <= width ? text : text.substring(0, width - CUT.length()) + CUT;
    }
}
