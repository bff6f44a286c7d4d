package org.kd4j.models.onnx;

import java.util.Map;
import org.kd4j.models.onnx.Value.Constant;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * The operator that {@link AttentionFusion} makes: softmax(scale q k' + mask) v over {@code heads} parts of the last
 * axis, from primitives: the attention operators of M2.1 know other layouts, and no sums with a mask.
 *
 * <p>Inputs are q, k and v [batch, sequence, hidden]; where there is an attribute {@code fill}, a condition on the
 * scores [batch, heads, sequence, sequence], which are that number where the condition is {@code filled}; then any number
 * of terms that are added to the scores.
 */
final class Attention {
    static final String OPERATOR = "kd4j.Attention";

    private static final int[] HEADS_FIRST = {0, 2, 1, 3};

    private Attention() {}

    static Map<String, Operator> operators() {
        return Map.of(OPERATOR, Operator.of(Attention::attention));
    }

    private static Value attention(Call call) {
        Graph graph = call.graph();
        SameDiff sameDiff = call.sameDiff();
        Value query = call.in(0);
        SDVariable scaled = graph.rows(query).mul(call.node().real("scale", 1));
        SDVariable q = heads(call, scaled, query).permute(HEADS_FIRST);
        SDVariable k = heads(call, graph.rows(call.in(1)), call.in(1)).permute(HEADS_FIRST);
        SDVariable v = heads(call, graph.rows(call.in(2)), call.in(2)).permute(HEADS_FIRST);
        SDVariable scores = masked(call, sameDiff.mmul(q, k, false, true, false));
        SDVariable joined = sameDiff.mmul(sameDiff.nn().softmax(scores, 3), v).permute(HEADS_FIRST);
        long width = query.shape().last().value();
        return graph.rowsTensor(sameDiff.reshape(joined, -1, width), query.shape(), query.type());
    }

    /** [batch, sequence, heads, part]. */
    private static SDVariable heads(Call call, SDVariable rows, Value value) {
        Dim heads = Dim.of(call.node().integer("heads", 1));
        Shape shape = value.shape();
        Dim part = Dim.of(shape.last().value() / heads.value());
        return call.graph().reshape(rows, shape.with(2, heads).insert(3, part));
    }

    private static SDVariable masked(Call call, SDVariable scores) {
        SDVariable masked = scores;
        int terms = 3;
        if (call.node().has("fill")) {
            masked = filled(call, scores, call.in(3));
            terms++;
        }
        for (int i = terms; i < call.inputs().size(); i++) {
            masked = masked.add(call.full(i));
        }
        return masked;
    }

    /** As in {@link Logic}: M2.1's where does not broadcast. */
    private static SDVariable filled(Call call, SDVariable scores, Value condition) {
        SDVariable bits = call.graph()
                .cast(call.graph().full(condition), condition.type(), call.in(0).type());
        boolean whereTrue = call.node().integer("filled", 1) == 1;
        SDVariable kept = whereTrue ? bits.rsub(1.0) : bits;
        SDVariable given = whereTrue ? bits : bits.rsub(1.0);
        double number = Math.max(call.node().real("fill", 0), -Constant.LARGEST);
        return scores.mul(kept).add(given.mul(number));
    }
}
