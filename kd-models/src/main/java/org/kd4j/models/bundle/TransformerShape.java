package org.kd4j.models.bundle;

import org.kd4j.core.encoder.EncoderShape;
import org.kd4j.models.head.HeadKind;
import org.kd4j.models.head.Pooling;
import org.kd4j.models.student.TextTask;
import org.kd4j.models.student.TransformerSettings;

/** What of {@link TransformerSettings} answers depend on, and no file has to change for what only training has. */
public record TransformerShape(TextTask task, EncoderShape encoder, Pooling pooling, HeadKind head) {

    static TransformerShape of(TransformerSettings settings) {
        return new TransformerShape(settings.task(), settings.encoder(), settings.pooling(), settings.head());
    }

    TransformerSettings toSettings() {
        return new TransformerSettings(task, encoder, pooling, head, 0);
    }
}
