package org.kd4j.models.onnx;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Cuts an axis into parts. */
final class Splitting {
    private Splitting() {}

    static Map<String, Operator> operators() {
        return Map.of("Split", Splitting::split);
    }

    private static List<Value> split(Call call) {
        Value x = call.in(0);
        int axis = call.axis("axis", 0, x.rank());
        List<Value> parts = new ArrayList<>();
        Dim begin = Dim.ZERO;
        for (Dim size : sizes(call, x.shape().dim(axis))) {
            Dim end = begin.plus(size);
            parts.add(Slicing.part(call.graph(), x, axis, begin, end));
            begin = end;
        }
        if (!begin.equals(x.shape().dim(axis))) {
            throw new Untranslatable(
                    "parts of together " + begin + " of " + x.shape().dim(axis));
        }
        return parts;
    }

    /**
     * Sizes are an attribute before opset 13 and an input from then on; without them the parts are equal, from opset 18
     * on with a smaller last one.
     */
    private static List<Dim> sizes(Call call, Dim whole) {
        if (call.has(1)) {
            return call.dims(1);
        }
        if (call.node().has("split")) {
            return Shape.of(call.node().integers("split").orElseThrow()).dims();
        }
        int parts =
                (int) call.node().integer("num_outputs", call.node().outputs().size());
        if (!whole.isConstant()) {
            Dim equal = whole.dividedBy(Dim.of(parts))
                    .orElseThrow(() -> new Untranslatable(parts + " parts of an axis of the open size " + whole));
            return Collections.nCopies(parts, equal);
        }
        long chunk = (whole.value() + parts - 1) / parts;
        List<Dim> sizes = new ArrayList<>(Collections.nCopies(parts - 1, Dim.of(chunk)));
        sizes.add(Dim.of(whole.value() - chunk * (parts - 1)));
        return sizes;
    }
}
