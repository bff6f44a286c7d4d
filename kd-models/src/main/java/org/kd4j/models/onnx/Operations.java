package org.kd4j.models.onnx;

import java.util.Set;

/**
 * The operations of SameDiff that translations are made of, by its names; a saved graph may have no others. None of them
 * branches, loops, prints, draws random numbers or reaches outside its arguments.
 */
final class Operations {
    static final Set<String> ALL = Set.of(
            "Pow",
            "abs",
            "add",
            "add_scalar",
            "argmax",
            "argmin",
            "cast",
            "ceil",
            "concat",
            "cos",
            "cumsum",
            "div_scalar",
            "divide",
            "equals",
            "erf",
            "exp",
            "fill",
            "floor",
            "gather",
            "greater",
            "greater_equal",
            "identity",
            "isnan",
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
            "rdiv_scalar",
            "reduce_max",
            "reduce_mean",
            "reduce_min",
            "reduce_prod",
            "reduce_sum",
            "relu",
            "reshape",
            "rint",
            "rsqrt",
            "rsub_scalar",
            "sigmoid",
            "sign",
            "sin",
            "size_at",
            "softmax",
            "sqrt",
            "square",
            "stack",
            "strided_slice",
            "sub_scalar",
            "subtract",
            "tanh",
            "tile");

    private Operations() {}
}
