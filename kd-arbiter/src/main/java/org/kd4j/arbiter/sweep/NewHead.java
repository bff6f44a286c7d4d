package org.kd4j.arbiter.sweep;

import java.util.List;
import java.util.Locale;
import org.kd4j.models.head.HeadKind;
import org.kd4j.models.head.Pooling;

/**
 * The head that a model gets whose own is not taken over: a linear layer on its pooled last hidden states.
 *
 * @param pooling as the configuration has it
 */
record NewHead(Pooling pooling) {

    /** What a teacher with it depends on beside the rest; nothing at the default, as before there was a choice. */
    List<String> key() {
        return pooling == Pooling.MEAN ? List.of() : List.of("new head", pooling.name());
    }

    String describe() {
        return "a new head " + layers(pooling, HeadKind.LINEAR);
    }

    /** What is said beside a head that was not chosen by the configuration; nothing at the default. */
    String unused() {
        return pooling == Pooling.MEAN ? "" : " teacher.pooling is not used: it is for new heads.";
    }

    /** For messages. */
    static String layers(Pooling pooling, HeadKind kind) {
        return "(" + pooling.name().toLowerCase(Locale.ROOT) + ", " + kind.text() + ")";
    }
}
