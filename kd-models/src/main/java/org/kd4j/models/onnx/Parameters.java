package org.kd4j.models.onnx;

/** What becomes of the parameters of a model: its float initializers, but for numbers that belong to formulas. */
enum Parameters {
    /** Constants of the graph, for a model that only answers. */
    CONSTANT,
    /** Variables of the graph, each of which can have a gradient. */
    TRAINABLE
}
