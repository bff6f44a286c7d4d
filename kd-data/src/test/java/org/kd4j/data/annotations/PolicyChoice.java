package org.kd4j.data.annotations;

import org.kd4j.data.annotations.AnnotationPolicies.ChangedAttributes;
import org.kd4j.data.annotations.AnnotationPolicies.ChangedTexts;
import org.kd4j.data.annotations.AnnotationPolicies.Duplicates;
import org.kd4j.data.annotations.AnnotationPolicies.EmptyAnnotators;
import org.kd4j.data.annotations.AnnotationPolicies.EmptyItems;
import org.kd4j.data.annotations.AnnotationPolicies.RareAnnotators;
import org.kd4j.data.annotations.AnnotationPolicies.UnknownLabels;

/** The default policies but for those that a test chooses. */
final class PolicyChoice {
    private Duplicates equal = AnnotationPolicies.DEFAULT.equalDuplicates();
    private Duplicates unequal = AnnotationPolicies.DEFAULT.unequalDuplicates();
    private int minimum = AnnotationPolicies.DEFAULT.minimumLabels();
    private RareAnnotators rare = AnnotationPolicies.DEFAULT.rareAnnotators();
    private EmptyAnnotators emptyAnnotators = AnnotationPolicies.DEFAULT.emptyAnnotators();
    private ChangedAttributes attributes = AnnotationPolicies.DEFAULT.changedAttributes();
    private UnknownLabels labels = AnnotationPolicies.DEFAULT.unknownLabels();
    private EmptyItems emptyItems = AnnotationPolicies.DEFAULT.emptyItems();
    private ChangedTexts texts = AnnotationPolicies.DEFAULT.changedTexts();

    PolicyChoice equal(Duplicates chosen) {
        equal = chosen;
        return this;
    }

    PolicyChoice unequal(Duplicates chosen) {
        unequal = chosen;
        return this;
    }

    PolicyChoice rare(int labels, RareAnnotators chosen) {
        minimum = labels;
        rare = chosen;
        return this;
    }

    PolicyChoice emptyAnnotators(EmptyAnnotators chosen) {
        emptyAnnotators = chosen;
        return this;
    }

    PolicyChoice attributes(ChangedAttributes chosen) {
        attributes = chosen;
        return this;
    }

    PolicyChoice labels(UnknownLabels chosen) {
        labels = chosen;
        return this;
    }

    PolicyChoice emptyItems(EmptyItems chosen) {
        emptyItems = chosen;
        return this;
    }

    PolicyChoice texts(ChangedTexts chosen) {
        texts = chosen;
        return this;
    }

    AnnotationPolicies policies() {
        return new AnnotationPolicies(
                equal, unequal, minimum, rare, emptyAnnotators, attributes, labels, emptyItems, texts);
    }
}
