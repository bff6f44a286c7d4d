package org.kd4j.data.annotations;

/** What is done about something that is not as it should be: one of an {@link AnnotationPolicies}' choices. */
public sealed interface Treatment
        permits AnnotationPolicies.Duplicates,
                AnnotationPolicies.RareAnnotators,
                AnnotationPolicies.EmptyAnnotators,
                AnnotationPolicies.ChangedAttributes,
                AnnotationPolicies.UnknownLabels,
                AnnotationPolicies.EmptyItems,
                AnnotationPolicies.ChangedTexts {

    /** What was done, for messages; empty where nothing is read then. */
    String done();

    /** Whether the file is refused. */
    default boolean refuses() {
        return done().isEmpty();
    }
}
