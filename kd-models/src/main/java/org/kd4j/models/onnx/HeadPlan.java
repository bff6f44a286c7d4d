package org.kd4j.models.onnx;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.kd4j.models.head.HeadKind;
import org.kd4j.models.onnx.EncoderPlan.Linear;

/** Which constants of a model lead from an encoder's pooled state to the logits. */
sealed interface HeadPlan {

    /**
     * Those of a head that is known. How it pools, only its values tell.
     *
     * @param output name of the logits
     * @param inner the layer before the last; there where the kind has one
     * @param last to the logits
     */
    record Known(String output, HeadKind kind, Optional<Linear> inner, Linear last) implements HeadPlan {
        @Override
        public Set<String> names() {
            Set<String> names = new TreeSet<>(Set.of(last.weights(), last.bias()));
            inner.ifPresent(layer -> names.addAll(Set.of(layer.weights(), layer.bias())));
            return names;
        }
    }

    /** There is none, or another kind; the reason is a clause for messages. */
    record None(String reason) implements HeadPlan {
        @Override
        public Set<String> names() {
            return Set.of();
        }
    }

    /** The constants that it is made of. */
    Set<String> names();
}
