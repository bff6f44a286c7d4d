package org.kd4j.models.onnx;

import static org.kd4j.models.onnx.ModelFile.integer;
import static org.kd4j.models.onnx.ModelFile.integers;
import static org.kd4j.models.onnx.ModelFile.real;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Operators that arrange, cut and join. */
class LayoutParityTest extends OperatorParityTest {

    static Stream<Arguments> operators() {
        return Stream.of(layouts(), parts()).flatMap(stream -> stream);
    }

    private static Stream<Arguments> layouts() {
        return Stream.of(
                of("Reshape copying and opening", m -> m.longs("s", 0, -1).node("Reshape", "x s", "y")),
                of("Reshape by sizes", m -> reshapedBySizes(m).node("Reshape", "x target", "y")),
                of("Flatten", m -> m.node("Flatten", "z", "y", integer("axis", 2))),
                of("Unsqueeze two axes", m -> m.longs("a", 0, -1).node("Unsqueeze", "x a", "y")),
                of("Squeeze", m -> m.longs("a", 2).node("Unsqueeze", "x a", "u").node("Squeeze", "u a", "y")),
                of("Transpose", m -> m.node("Transpose", "z", "y", integers("perm", 0L, 2L, 3L, 1L))),
                of("Transpose, reversing", m -> m.node("Transpose", "x", "y")),
                of("Concat", m -> m.node("Concat", "x x", "y", integer("axis", 1))),
                of("Expand", m -> m.longs("s", 3, 1, 1, 4).node("Expand", "x s", "y")),
                of("Tile", m -> m.longs("r", 1, 2, 3).node("Tile", "x r", "y")),
                of(
                        "Shape, arithmetic on sizes",
                        m -> m.node("Shape", "z", "s")
                                .longs("two", 2)
                                .node("Mul", "s two", "d")
                                .node("Sub", "d s", "e")
                                .node("Div", "d two", "f")
                                .node("Add", "e f", "g")
                                .node("Cast", "g", "y", integer("to", FLOAT))),
                of(
                        "Reshape to two open sizes by an attribute of the past",
                        5 + 2,
                        m -> m.longs("s", 0, 0, 2, 2).node("Reshape", "x s", "y")),
                of(
                        "Reshape, nothing copied",
                        m -> m.longs("s", -1, 2).node("Reshape", "x s", "y", integer("allowzero", 1))),
                of("Unsqueeze by attribute", 12, m -> m.node("Unsqueeze", "x", "y", integers("axes", 0L, -1L))),
                of(
                        "Squeeze by attribute",
                        12,
                        m -> m.node("Unsqueeze", "x", "u", integers("axes", 2L))
                                .node("Squeeze", "u", "y", integers("axes", -2L))),
                of("Concat of three on the last axis", m -> m.node("Concat", "x x x", "y", integer("axis", -1))),
                of("Dropout", m -> m.node("Dropout", "x", "y")),
                of("Dropout by attribute", 11, m -> m.node("Dropout", "x", "y", real("ratio", 0.5f))),
                of("Dropout with its mask", m -> toFloat(m.node("Dropout", "x", List.of("d", "b")))),
                of("Identity", m -> m.node("Identity", "x", "i").node("Neg", "i", "y")),
                of("Flatten from the end", m -> m.node("Flatten", "z", "y", integer("axis", -1))),
                of("Flatten all", m -> m.node("Flatten", "z", "y", integer("axis", 0))),
                of("Shape, a part", m -> toFloat(m.node("Shape", "z", "b", integer("start", 1), integer("end", -1)))),
                of("Size", m -> toFloat(m.node("Size", "z", "b"))),
                of("Expand of integers", m -> toFloat(m.longs("s", 3, 1, 1).node("Expand", "n s", "b"))),
                of("Tile of integers", m -> toFloat(m.longs("r", 2, 3).node("Tile", "n r", "b"))),
                of("Transpose of integers", m -> toFloat(m.node("Transpose", "n", "b"))));
    }

    private static Stream<Arguments> parts() {
        return Stream.of(
                of(
                        "Split in equal parts",
                        11,
                        m -> m.node("Split", "x", List.of("a", "b"), integer("axis", -1))
                                .node("Sub", "a b", "y")),
                of(
                        "Split by attribute",
                        11,
                        m -> m.node("Split", "z", List.of("a", "b"), integer("axis", 2), integers("split", 1L, 2L))
                                .node("Add", "a b", "y")),
                of(
                        "Split by input",
                        13,
                        m -> m.longs("p", 3, 1)
                                .node("Split", "x p", List.of("a", "b"), integer("axis", -1))
                                .node("Mul", "a b", "y")),
                of(
                        "Split by number, the last smaller",
                        18,
                        m -> m.node("Split", "z", List.of("a", "b"), integer("axis", 2), integer("num_outputs", 2))
                                .node("Add", "a b", "y")),
                of(
                        "Split of integers",
                        13,
                        m -> toFloat(m.node("Concat", "n n", "nn", integer("axis", -1))
                                .node("Split", "nn", List.of("a", "c"), integer("axis", 1))
                                .node("Add", "a c", "b"))),
                of("Pad", 13, m -> m.longs("p", 0, 1, 0, 2, 0, 3).node("Pad", "x p half", "y")),
                of("Pad with zeros", 13, m -> m.longs("p", 1, 0, 0, 0, 0, 0).node("Pad", "x p", "y")),
                of(
                        "Pad by attribute",
                        10,
                        m -> m.node("Pad", "x", "y", integers("pads", 0L, 0L, 2L, 0L, 0L, 1L), real("value", 2.5f))),
                of("Pad, cutting", 13, m -> m.longs("p", 0, 0, -1, 0, 2, -2).node("Pad", "x p half", "y")),
                of(
                        "Pad of given axes",
                        18,
                        m -> m.longs("p", 1, 2).longs("a", -1).node("Pad", "x p half a", "y")),
                of(
                        "Pad of integers",
                        13,
                        m -> toFloat(m.longs("p", 0, 1, 0, 2)
                                .longs("k", new long[0], 7)
                                .node("Pad", "n p k", "b"))));
    }

    /** [sequence * 2, batch, 2] spelt the way exporters do. */
    private static ModelFile reshapedBySizes(ModelFile model) {
        return model.longs("zero", new long[0], 0)
                .longs("open", -1)
                .longs("axis", 0)
                .longs("two", 2)
                .node("Shape", "x", "shape")
                .node("Gather", "shape zero", "batch")
                .node("Unsqueeze", "batch axis", "batches")
                .node("Concat", "open batches two", "target", integer("axis", 0));
    }
}
