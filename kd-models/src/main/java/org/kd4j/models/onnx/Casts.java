package org.kd4j.models.onnx;

import static java.util.Map.entry;

import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** Conversions between types of elements. */
final class Casts {
    private Casts() {}

    static Map<String, Operator> operators() {
        return Map.ofEntries(
                entry("Cast", Operator.of(Casts::cast)),
                entry("CastLike", Operator.of(call -> converted(call, call.in(1).type()))));
    }

    private static Value cast(Call call) {
        long to = call.node().integer("to", 0);
        DataType type = ElementType.of((int) to).orElseThrow(() -> new Untranslatable("casts to element type " + to));
        return converted(call, type);
    }

    private static Value converted(Call call, DataType to) {
        Value x = call.in(0);
        if (to == x.type()) {
            return x;
        }
        SDVariable source = call.full(0);
        if (to == DataType.BOOL) {
            SDVariable zero = call.sameDiff().constant(Nd4j.scalar(x.type(), 0));
            source = call.sameDiff().neq(source, zero).castTo(Value.stored(DataType.BOOL));
            return call.graph().tensor(source, x.shape(), to);
        }
        SDVariable converted = call.graph().cast(source, x.type(), to);
        boolean keepsIds = x.type() == DataType.INT32 || x.type() == DataType.INT64 && !to.isFPType();
        if (keepsIds) {
            call.graph().sameElements(source, converted);
        }
        return call.graph().tensor(converted, x.shape(), to);
    }
}
