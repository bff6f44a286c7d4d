package org.kd4j.models.annotator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kd4j.core.annotation.Annotators;
import org.kd4j.core.training.Sgd;
import org.kd4j.core.training.StepSettings;
import org.kd4j.models.student.TextTask;
import org.kd4j.models.student.TransformerSettings;

/** What models answer for people whom they do not know by name. */
class StrangersTest {
    private static final int CLASSES = 3;
    private static final int[][] TEXTS = {{3, 4, 5}, {6, 7, 8, 9, 10}, {11}};
    private static final Annotators KNOWN =
            new Annotators(List.of("ann", "bob", "cy"), Map.of("age", List.of("old", "young", "")));
    private static final AnnotatorSettings.Model HEADS = new AnnotatorSettings.SeparateHeads();

    /** Two strangers, and Ann, of whom somebody else says that she is young. */
    private static final Annotators PEOPLE =
            new Annotators(List.of("yves", "zoe", "ann"), Map.of("age", List.of("young", "of no age", "young")));

    private static AnnotatorSettings.Model shared(boolean ids) {
        CombinerSettings combiner = new CombinerSettings.DeepCross(1, 1, 0, CombinerSettings.Form.PARALLEL);
        return new AnnotatorSettings.SharedRecommender(new RecommenderSettings(5, ids, List.of("age"), 1, combiner));
    }

    private static AnnotatorStudent student(AnnotatorSettings.Model model, double unknownShare) {
        TransformerSettings encoder = TransformerSettings.of(new TextTask(30, 0, 8, CLASSES), 1, 12, 3, 16)
                .withDropout(0);
        return AnnotatorStudent.create(
                new AnnotatorSettings(KNOWN, CLASSES, model, unknownShare), encoder, StepSettings.of(new Sgd()), 5);
    }

    private static int[][] each(int... people) {
        int[][] rows = new int[TEXTS.length][];
        Arrays.fill(rows, people);
        return rows;
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.2})
    void areKnownByTheirAttributesWhereNobodyIsByName(double unknownShare) {
        try (AnnotatorStudent student = student(shared(false), unknownShare)) {
            double[][][] known = student.probabilities(TEXTS, each(1, 2, 3));
            double[][][] people = student.probabilities(TEXTS, each(1, 2, 3), PEOPLE);
            for (int text = 0; text < TEXTS.length; text++) {
                assertThat(people[text][0]).containsExactly(known[text][1], within(1e-6));
                assertThat(people[text][1]).containsExactly(known[text][2], within(1e-6));
                assertThat(people[text][2]).containsExactly(known[text][0], within(1e-6));
                assertThat(known[text][0]).isNotEqualTo(known[text][1]);
            }
        }
    }

    @Test
    void areNobodyWithTheirAttributesWhereOthersAreKnownByName() {
        try (AnnotatorStudent student = student(shared(true), 0.2)) {
            double[][][] known = student.probabilities(TEXTS, each(Annotators.UNKNOWN, 1, 2));
            double[][][] people = student.probabilities(TEXTS, each(1, 2, 3), PEOPLE);
            for (int text = 0; text < TEXTS.length; text++) {
                assertThat(people[text][0]).isNotEqualTo(known[text][0]).isNotEqualTo(known[text][2]);
                assertThat(people[text][1]).containsExactly(known[text][0], within(1e-6));
                assertThat(people[text][2]).containsExactly(known[text][1], within(1e-6));
            }
        }
    }

    @Test
    void haveOneHeadThatLearned() {
        try (AnnotatorStudent student = student(HEADS, 0.2)) {
            double[][][] nobody = student.probabilities(TEXTS, each(Annotators.UNKNOWN));
            double[][][] people = student.probabilities(TEXTS, each(1, 2), PEOPLE);
            for (int text = 0; text < TEXTS.length; text++) {
                assertThat(people[text][0]).containsExactly(nobody[text][0], within(1e-6));
                assertThat(people[text][1]).containsExactly(nobody[text][0], within(1e-6));
            }
        }
    }

    /** No row of a table stands for a stranger then: it would answer as it was drawn. */
    @Test
    void areTheMeanOfTheKnownOnesWhereNothingWasLearnedForThem() {
        for (AnnotatorSettings.Model model : List.of(HEADS, shared(true))) {
            try (AnnotatorStudent student = student(model, 0)) {
                double[][][] known = student.probabilities(TEXTS, each(1, 2, 3));
                double[][][] people = student.probabilities(TEXTS, each(2, 3), PEOPLE);
                for (int text = 0; text < TEXTS.length; text++) {
                    double[] mean = new double[CLASSES];
                    for (double[] one : known[text]) {
                        for (int c = 0; c < CLASSES; c++) {
                            mean[c] += one[c] / 3;
                        }
                    }
                    assertThat(people[text][0]).containsExactly(mean, within(1e-6));
                    assertThat(people[text][1]).containsExactly(known[text][0], within(1e-6));
                }
            }
        }
    }
}
