package org.kd4j.models.onnx;

import java.util.List;
import java.util.function.Function;

/** How one ONNX operator becomes part of a graph. */
@FunctionalInterface
interface Operator {

    /**
     * @return the node's outputs, in order; trailing optional ones may be left out
     * @throws Untranslatable if this use of the operator cannot be translated
     */
    List<Value> apply(Call call);

    /** An operator of one output. */
    static Operator of(Function<Call, Value> single) {
        return call -> List.of(single.apply(call));
    }
}
