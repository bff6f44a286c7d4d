package org.kd4j.models.onnx;

import static org.kd4j.models.onnx.ModelFile.integer;
import static org.kd4j.models.onnx.ModelFile.integers;
import static org.kd4j.models.onnx.ModelFile.real;
import static org.kd4j.models.onnx.ModelFile.text;

import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Products of matrices. */
class ProductParityTest extends OperatorParityTest {

    static Stream<Arguments> operators() {
        return Stream.of(products()).flatMap(stream -> stream);
    }

    private static Stream<Arguments> products() {
        return Stream.of(
                of("MatMul with a matrix", m -> m.node("MatMul", "z square", "y")),
                of("MatMul and Add", m -> m.node("MatMul", "x square", "p").node("Add", "row p", "y")),
                of(
                        "MatMul and Add of a wider vector",
                        m -> m.floats("column", new long[] {4, 1}, 1, 2, 3, 4)
                                .node("MatMul", "x column", "p")
                                .node("Add", "p row", "y")),
                of(
                        "MatMul of stacks",
                        m -> m.node("Transpose", "z", "t", integers("perm", 0L, 1L, 3L, 2L))
                                .node("MatMul", "z t", "y")),
                of(
                        "MatMul of unequal stacks",
                        m -> m.node("Transpose", "x", "t", integers("perm", 0L, 2L, 1L))
                                .longs("a", 1)
                                .node("Unsqueeze", "t a", "u")
                                .node("MatMul", "z u", "y")),
                of(
                        "Gemm",
                        m -> m.longs("i", new long[0], 0)
                                .node("Gather", "x i", "first", integer("axis", 1))
                                .node(
                                        "Gemm",
                                        "first square row",
                                        "y",
                                        integer("transB", 1),
                                        real("alpha", 0.5f),
                                        real("beta", 2))),
                of(
                        "Gemm, first transposed",
                        m -> m.longs("i", new long[0], 0)
                                .node("Gather", "x i", "first", integer("axis", 1))
                                .node("Gemm", "first first", "y", integer("transA", 1))),
                of("MatMul with a vector", m -> m.node("MatMul", "z row", "y")),
                of(
                        "MatMul of a vector",
                        m -> m.node("Transpose", "z", "t", integers("perm", 0L, 1L, 3L, 2L))
                                .node("MatMul", "row t", "y")),
                of(
                        "MatMul of two vectors",
                        m -> m.node("MatMul", "row row", "d").node("Add", "x d", "y")),
                of("MatMul in double", m -> typed(m, DOUBLE, "z square", t -> t.node("MatMul", "z_ square_", "b"))),
                of(
                        "Gemm with a column",
                        m -> m.floats("c", new long[] {1, 1}, 3)
                                .longs("i", new long[0], 0)
                                .node("Gather", "x i", "first", integer("axis", 1))
                                .node("Gemm", "first square c", "y")),
                of("Einsum of heads", m -> einsum(m, "bsqd,bskd->bsqk", "z z")),
                of("Einsum with another order", m -> einsum(m, "bsqd,btqd->bqst", "z z")),
                of(
                        "Einsum of a table",
                        m -> m.floats("e", new long[] {2, 3, 4}, numbers(24))
                                .node("Einsum", "z e", "y", text("equation", "bsqd,lqd->bsql"))),
                of("Einsum with a matrix", m -> einsum(m, "bsi,ij->bsj", "x square")),
                of("Einsum, nothing summed", m -> einsum(m, "bsi,j->bjsi", "x row")));
    }

    private static ModelFile einsum(ModelFile model, String equation, String inputs) {
        return model.node("Einsum", inputs, "y", text("equation", equation));
    }
}
