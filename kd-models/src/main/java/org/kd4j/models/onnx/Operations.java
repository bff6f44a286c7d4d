package org.kd4j.models.onnx;

import java.util.Set;

/**
 * The operations of SameDiff that translations are made of, by its names; a saved graph may have no others. None of them
 * branches, loops, prints, draws random numbers or reaches outside its arguments.
 */
final class Operations {
    static final Set<String> ALL = Set.of(
            "abs",
            "add",
            "add_scalar",
            "cast",
            "ceil",
            "cumsum",
            "divide",
            "equals",
            "erf",
            "fill",
            "gather",
            "greater",
            "identity",
            "less",
            "less_equal",
            "log",
            "matmul",
            "maximum",
            "minimum",
            "mul_scalar",
            "multiply",
            "neg",
            "not_equals",
            "permute",
            "range",
            "reduce_mean",
            "relu",
            "reshape",
            "rsqrt",
            "rsub_scalar",
            "sign",
            "size_at",
            "softmax",
            "square",
            "stack",
            "strided_slice",
            "subtract",
            "tanh",
            "tile");

    private Operations() {}
}
