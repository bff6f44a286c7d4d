package org.kd4j.models.onnx;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Collectors;

/**
 * What becomes of a model's nodes, by operator; of models that cannot be translated too.
 *
 * @param model the file's name
 * @param opset version of the standard operators that the file was written for
 * @param rows one an operator, in the order of their names
 * @param engine whether the CPU engine for encoders runs the model, or why not, where that was found out
 */
public record Explanation(String model, long opset, List<Row> rows, Optional<String> engine) {
    public Explanation {
        rows = List.copyOf(rows);
    }

    /**
     * The nodes of one operator. Constant nodes are counted nowhere: they are read as constants.
     *
     * @param operator outside the standard set with its domain before it
     * @param folded nodes that were reckoned when the model was read: arithmetic on sizes and on constants
     * @param unneeded nodes whose result no output needs, or which hand on what they are given
     * @param translated nodes that the graph computes by themselves
     * @param unsupported nodes that cannot be translated
     * @param fused nodes that are part of a group which the graph computes as one, by what that is
     */
    public record Row(
            String operator,
            int folded,
            int unneeded,
            int translated,
            int unsupported,
            SortedMap<String, Integer> fused) {

        /** All nodes of the operator. */
        public int nodes() {
            return folded
                    + unneeded
                    + translated
                    + unsupported
                    + fused.values().stream().mapToInt(Integer::intValue).sum();
        }
    }

    /** The same with a line about the engine. */
    public Explanation withEngine(String line) {
        return new Explanation(model, opset, rows, Optional.of(line));
    }

    /** The table as aligned text, with a line for everything that helps against what is not supported. */
    public String render() {
        int width = rows.stream().mapToInt(row -> row.operator().length()).max().orElse(0);
        width = Math.max(width, "operator".length());
        String format = "%-" + width + "s  %5s  %6s  %8s  %10s  %13s  %s";
        StringBuilder text = new StringBuilder();
        int nodes = rows.stream().mapToInt(Row::nodes).sum();
        text.append(model)
                .append(", opset ")
                .append(opset)
                .append(": ")
                .append(nodes)
                .append(" nodes\n\n");
        line(text, format, "operator", "nodes", "folded", "unneeded", "translated", "not supported", "fused into");
        for (Row row : rows) {
            line(
                    text,
                    format,
                    row.operator(),
                    count(row.nodes()),
                    count(row.folded()),
                    count(row.unneeded()),
                    count(row.translated()),
                    count(row.unsupported()),
                    row.fused().entrySet().stream()
                            .map(entry -> entry.getValue() + " " + entry.getKey())
                            .collect(Collectors.joining(", ")));
        }
        List<String> missing = rows.stream()
                .filter(row -> row.unsupported() > 0)
                .map(Row::operator)
                .toList();
        if (!missing.isEmpty()) {
            text.append("\nNot supported: ")
                    .append(String.join(", ", missing))
                    .append(". ")
                    .append(OperatorAdvice.about(missing))
                    .append('\n');
        }
        engine.ifPresent(line -> text.append("\nEncoder engine: ").append(line).append('\n'));
        return text.toString();
    }

    private static void line(StringBuilder text, String format, Object... cells) {
        text.append(String.format(format, cells).stripTrailing()).append('\n');
    }

    private static String count(int nodes) {
        return nodes == 0 ? "-" : String.valueOf(nodes);
    }
}
