package org.kd4j.arbiter.cli;

/**
 * A line of what is predicted.
 *
 * @param id of the text
 * @param annotator who would say it; null where nobody in particular is asked
 * @param label the class that is said
 * @param shares of the classes: probabilities, or those of the juries that find them
 * @param hung share of the juries that find none; null where no jury is called
 */
record Answer(String id, String annotator, String label, double[] shares, Double hung) {

    /** Which of these the lines have, and what they call the shares. */
    enum Shape {
        PLAIN("p_", "probabilities"),
        ANNOTATORS("p_", "probabilities"),
        JURIES("v_", "verdicts");

        private final String columnPrefix;
        private final String field;

        Shape(String columnPrefix, String field) {
            this.columnPrefix = columnPrefix;
            this.field = field;
        }

        /** The column of a class's share. */
        String column(String label) {
            return columnPrefix + label;
        }

        /** The object of all shares. */
        String field() {
            return field;
        }
    }
}
