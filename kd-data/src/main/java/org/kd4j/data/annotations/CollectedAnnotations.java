package org.kd4j.data.annotations;

/**
 * What was read of files of annotations.
 *
 * @param items in the order in which they stand first; annotators in the order of their names
 * @param report what was done about what was not as it should be
 */
public record CollectedAnnotations(AnnotatedItems items, AnnotationReport report) {}
