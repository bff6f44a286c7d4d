package org.kd4j.models.onnx;

import static org.kd4j.models.onnx.ModelFile.integer;
import static org.kd4j.models.onnx.ModelFile.integers;

import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Operators that pick elements by position. */
class IndexingParityTest extends OperatorParityTest {

    static Stream<Arguments> operators() {
        return Stream.of(indexing(), slices()).flatMap(stream -> stream);
    }

    private static Stream<Arguments> indexing() {
        return Stream.of(
                of(
                        "Gather one from the end",
                        m -> m.longs("i", new long[0], -1).node("Gather", "x i", "y", integer("axis", 1))),
                of(
                        "Gather the first",
                        m -> m.longs("i", new long[0], 0).node("Gather", "x i", "y", integer("axis", 1))),
                of(
                        "Gather on the last axis",
                        m -> m.longs("i", 3, 0, -2).node("Gather", "x i", "y", integer("axis", -1))),
                of(
                        "Gather from a vector",
                        m -> m.floats("v", new long[] {ROWS}, numbers(ROWS)).node("Gather", "v input_ids", "y")),
                of(
                        "GatherElements",
                        m -> m.node("Less", "x half", "small")
                                .node("Cast", "small", "i", integer("to", INT64))
                                .node("GatherElements", "x i", "y", integer("axis", -1))),
                of(
                        "GatherElements from the end",
                        m -> m.node("Less", "x half", "small")
                                .node("Cast", "small", "i", integer("to", INT64))
                                .longs("two", 2)
                                .node("Sub", "i two", "j")
                                .node("GatherElements", "x j", "y", integer("axis", -1))),
                of(
                        "Gather on an open axis",
                        m -> m.longs("i", 3, 0, -2).node("Gather", "x i", "y", integer("axis", 1))),
                of(
                        "Slice beyond the end",
                        m -> m.longs("b", 1).longs("e", 100).longs("a", 2).node("Slice", "x b e a", "y")),
                of(
                        "Slice from the end",
                        m -> m.longs("b", -2)
                                .longs("e", Long.MAX_VALUE)
                                .longs("a", 1)
                                .node("Slice", "x b e a", "y")),
                of(
                        "Slice by sizes",
                        m -> m.longs("i", 1)
                                .longs("b", 0)
                                .longs("a", 0)
                                .node("Shape", "input_ids", "s")
                                .node("Gather", "s i", "e")
                                .node("Slice", "table b e a", "y")),
                of(
                        "Gather by a matrix of negative indices",
                        m -> m.longs("i", new long[] {2, 3}, 3, 0, -2, -4, 1, -1)
                                .node("Gather", "x i", "y", integer("axis", -1))),
                of(
                        "Gather of integers",
                        m -> toFloat(m.longs(
                                        "v",
                                        new long[] {ROWS},
                                        java.util.stream.LongStream.range(0, ROWS)
                                                .map(i -> i * i % 17)
                                                .toArray())
                                .node("Gather", "v input_ids", "b"))),
                of(
                        "Gather by integers of 32 bits",
                        m -> m.node("Cast", "input_ids", "i", integer("to", INT32))
                                .node("Gather", "table i", "y")),
                of(
                        "GatherElements on a middle axis",
                        m -> elements(m, "two").node("GatherElements", "z i", "y", integer("axis", 2))),
                of(
                        "GatherElements on a middle axis from the end",
                        m -> elements(m, "three")
                                .node("Sub", "i three", "j")
                                .node("GatherElements", "z j", "y", integer("axis", -2))),
                of(
                        "GatherND",
                        m -> m.longs("p", new long[] {3, 2}, 0, 1, 39, -4, 7, 2).node("GatherND", "table p", "y")),
                of(
                        "GatherND of rows",
                        m -> m.longs("a", -1)
                                .node("Unsqueeze", "input_ids a", "p")
                                .node("GatherND", "stack p", "y")));
    }

    private static Stream<Arguments> slices() {
        return Stream.of(
                of(
                        "Slice by attributes",
                        9,
                        m -> m.node(
                                "Slice",
                                "x",
                                "y",
                                integers("starts", 0L, 1L),
                                integers("ends", 1L, -1L),
                                integers("axes", 1L, 2L))),
                of("Slice with steps", 10, m -> sliced(m, 0, 4, -1, 2)),
                of("Slice with long steps", m -> sliced(m, 1, 100, -1, 3)),
                of("Slice backwards", m -> sliced(m, 3, 0, -1, -1)),
                of("Slice backwards from the end in steps", m -> sliced(m, -1, Long.MIN_VALUE, -1, -2)),
                of("Slice backwards on an open axis", m -> sliced(m, -1, Long.MIN_VALUE, 1, -1)),
                of(
                        "Slice backwards on an open axis, from beyond the end",
                        m -> sliced(m, Long.MAX_VALUE, -Long.MAX_VALUE, 1, -1)),
                of("Slice of nothing but steps", m -> sliced(m, 0, 4, 2, 4)),
                of(
                        "Slice of integers",
                        m -> toFloat(m.longs("b0", -1)
                                .longs("e", Long.MIN_VALUE)
                                .longs("a", 1)
                                .longs("s", -1)
                                .node("Slice", "n b0 e a s", "b"))));
    }

    /** Indices i like z, 0 or 1. */
    private static ModelFile elements(ModelFile model, String number) {
        return model.longs(number, new long[0], number.equals("two") ? 2 : 3)
                .node("Less", "z half", "small")
                .node("Cast", "small", "i", integer("to", INT64));
    }

    private static ModelFile sliced(ModelFile model, long start, long end, long axis, long step) {
        return model.longs("b", start)
                .longs("e", end)
                .longs("a", axis)
                .longs("s", step)
                .node("Slice", "x b e a s", "y");
    }
}
