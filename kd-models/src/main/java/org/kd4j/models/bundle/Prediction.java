package org.kd4j.models.bundle;

/**
 * What a model says of a text.
 *
 * @param label name of the class of the largest probability, the first among equals
 * @param probabilities of the classes, in the order of the model's labels, summing to 1
 * @param truncated whether the text had more tokens than the model reads
 */
public record Prediction(String label, double[] probabilities, boolean truncated) {}
