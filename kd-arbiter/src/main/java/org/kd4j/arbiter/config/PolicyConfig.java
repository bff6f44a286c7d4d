package org.kd4j.arbiter.config;

import org.kd4j.data.annotations.AnnotationPolicies;
import org.kd4j.data.annotations.AnnotationPolicies.ChangedAttributes;
import org.kd4j.data.annotations.AnnotationPolicies.ChangedTexts;
import org.kd4j.data.annotations.AnnotationPolicies.Duplicates;
import org.kd4j.data.annotations.AnnotationPolicies.EmptyAnnotators;
import org.kd4j.data.annotations.AnnotationPolicies.EmptyItems;
import org.kd4j.data.annotations.AnnotationPolicies.RareAnnotators;
import org.kd4j.data.annotations.AnnotationPolicies.UnknownLabels;

/** What is done about annotations that are not as they should be; see {@link AnnotationPolicies} for each. */
public record PolicyConfig(
        Duplicates equalDuplicates,
        Duplicates unequalDuplicates,
        int minimumLabels,
        RareAnnotators rareAnnotators,
        EmptyAnnotators emptyAnnotators,
        ChangedAttributes changedAttributes,
        UnknownLabels unknownLabels,
        EmptyItems emptyItems,
        ChangedTexts changedTexts) {

    public PolicyConfig {
        Check.present("equalDuplicates", equalDuplicates);
        Check.present("unequalDuplicates", unequalDuplicates);
        Check.atLeast("minimumLabels", minimumLabels, 1);
        Check.present("rareAnnotators", rareAnnotators);
        Check.present("emptyAnnotators", emptyAnnotators);
        Check.present("changedAttributes", changedAttributes);
        Check.present("unknownLabels", unknownLabels);
        Check.present("emptyItems", emptyItems);
        Check.present("changedTexts", changedTexts);
    }

    public AnnotationPolicies toPolicies() {
        return new AnnotationPolicies(
                equalDuplicates,
                unequalDuplicates,
                minimumLabels,
                rareAnnotators,
                emptyAnnotators,
                changedAttributes,
                unknownLabels,
                emptyItems,
                changedTexts);
    }

    /** The same for data on which a model is only asked: annotators with few labels are annotators there. */
    public PolicyConfig keepingRareAnnotators() {
        return new PolicyConfig(
                equalDuplicates,
                unequalDuplicates,
                minimumLabels,
                RareAnnotators.KEEP,
                emptyAnnotators,
                changedAttributes,
                unknownLabels,
                emptyItems,
                changedTexts);
    }
}
