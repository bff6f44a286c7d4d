package org.kd4j.models.onnx;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/** Whether a model was recognised as an encoder that the CPU engine runs. */
sealed interface EncoderSearch {
    /** It was. */
    record Found(EncoderForm form) implements EncoderSearch {}

    /** It was not; the reason is a clause for messages. */
    record None(String reason) implements EncoderSearch {}

    /** What keeps a model from being recognised. */
    final class Unlike extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unlike(String reason) {
            super(reason);
        }
    }

    /** Where nobody asks for it. */
    HeadPlan NO_HEAD = new HeadPlan.None("nobody looked for it");

    /** Why the engine does not run the model, as a clause; empty where it does. */
    static Optional<String> obstacle(SimplifiedModel model) {
        EncoderSearch search =
                in(model, (plan, spine) -> new EncoderForm(plan, Map.of(), Map.of(), Set.of(), NO_HEAD, Set.of()));
        return search instanceof None none ? Optional.of(none.reason()) : Optional.empty();
    }

    /** @param form makes, of the roles of the constants and the blocks, what the engine needs */
    static EncoderSearch in(SimplifiedModel model, BiFunction<EncoderPlan, ResidualSpine, EncoderForm> form) {
        if (model.spine() instanceof SpineSearch.None none) {
            return new None(none.reason());
        }
        try {
            ResidualSpine spine = ((SpineSearch.Found) model.spine()).spine();
            return new Found(form.apply(new EncoderRoles(model, spine).plan(), spine));
        } catch (Unlike found) {
            return new None(found.getMessage());
        }
    }
}
