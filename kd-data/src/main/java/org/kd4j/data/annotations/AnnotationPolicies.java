package org.kd4j.data.annotations;

/**
 * What is done about annotations that are not as they should be.
 *
 * @param equalDuplicates about a label that an annotator gave to an item again
 * @param unequalDuplicates about another label that an annotator gave to the same item
 * @param minimumLabels how many labels make an annotator one who is not rare, at least 1
 * @param rareAnnotators about annotators with fewer labels; counted when duplicates and unknown labels are gone
 * @param emptyAnnotators about an annotator without a label
 * @param changedAttributes about an annotator's attribute that has two values; where it is empty it has none
 * @param unknownLabels about a label that is none of the scale
 * @param emptyItems about an item without a label, or of which none was kept
 * @param changedTexts about an item that has two texts
 */
public record AnnotationPolicies(
        Duplicates equalDuplicates,
        Duplicates unequalDuplicates,
        int minimumLabels,
        RareAnnotators rareAnnotators,
        EmptyAnnotators emptyAnnotators,
        ChangedAttributes changedAttributes,
        UnknownLabels unknownLabels,
        EmptyItems emptyItems,
        ChangedTexts changedTexts) {

    /** Refuses whatever could be read in two ways; equal duplicates count once, and a column without labels is left out. */
    public static final AnnotationPolicies DEFAULT = new AnnotationPolicies(
            Duplicates.FIRST,
            Duplicates.ERROR,
            1,
            RareAnnotators.KEEP,
            EmptyAnnotators.DROP,
            ChangedAttributes.ERROR,
            UnknownLabels.ERROR,
            EmptyItems.ERROR,
            ChangedTexts.ERROR);

    /** Throws {@link IllegalArgumentException} if the minimum is below 1. */
    public AnnotationPolicies {
        if (minimumLabels < 1) {
            throw new IllegalArgumentException("minimumLabels: found " + minimumLabels + ", expected 1 or more");
        }
    }

    /** Two labels of one annotator for one item. */
    public enum Duplicates implements Treatment {
        /** The file is refused. */
        ERROR(""),
        /** The one that stands first counts. */
        FIRST("the first kept"),
        /** The one that stands last counts. */
        LAST("the last kept");

        private final String done;

        Duplicates(String done) {
            this.done = done;
        }

        @Override
        public String done() {
            return done;
        }
    }

    /** Annotators with few labels. */
    public enum RareAnnotators implements Treatment {
        /** They stay as they are. */
        KEEP("kept"),
        /** They and their labels are dropped. */
        DROP("dropped with their labels");

        private final String done;

        RareAnnotators(String done) {
            this.done = done;
        }

        @Override
        public String done() {
            return done;
        }
    }

    /** Annotators without a label. */
    public enum EmptyAnnotators implements Treatment {
        /** The file is refused. */
        ERROR(""),
        /** They get no number. */
        DROP("left out");

        private final String done;

        EmptyAnnotators(String done) {
            this.done = done;
        }

        @Override
        public String done() {
            return done;
        }
    }

    /** An annotator's attribute that changes. */
    public enum ChangedAttributes implements Treatment {
        /** The file is refused. */
        ERROR(""),
        /** The value that stands first counts. */
        FIRST("the first value kept"),
        /** Its value is not known. */
        UNKNOWN("taken as not known");

        private final String done;

        ChangedAttributes(String done) {
            this.done = done;
        }

        @Override
        public String done() {
            return done;
        }
    }

    /** Labels that are none of the scale. */
    public enum UnknownLabels implements Treatment {
        /** The file is refused. */
        ERROR(""),
        /** They are as if they were not there. */
        DROP("dropped");

        private final String done;

        UnknownLabels(String done) {
            this.done = done;
        }

        @Override
        public String done() {
            return done;
        }
    }

    /** Items without a label. */
    public enum EmptyItems implements Treatment {
        /** The file is refused. */
        ERROR(""),
        /** They are left out. */
        DROP("dropped");

        private final String done;

        EmptyItems(String done) {
            this.done = done;
        }

        @Override
        public String done() {
            return done;
        }
    }

    /** Items with several texts. */
    public enum ChangedTexts implements Treatment {
        /** The file is refused. */
        ERROR(""),
        /** The text that stands first counts. */
        FIRST("the first kept");

        private final String done;

        ChangedTexts(String done) {
            this.done = done;
        }

        @Override
        public String done() {
            return done;
        }
    }
}
