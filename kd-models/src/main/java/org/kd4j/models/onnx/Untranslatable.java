package org.kd4j.models.onnx;

import org.kd4j.core.failure.InvalidInput;

/** A node that cannot become part of a graph; the translator names the node and makes it an {@link InvalidInput}. */
final class Untranslatable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Untranslatable(String reason) {
        super(reason);
    }
}
