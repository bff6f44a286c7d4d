package org.kd4j.arbiter.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.kd4j.arbiter.results.AnnotatorResults.Reference;
import org.kd4j.core.annotation.Annotations;
import org.kd4j.core.annotation.Annotators;
import org.kd4j.core.annotation.Majority;
import org.kd4j.core.annotation.TiePolicy;
import org.kd4j.core.evaluation.AnnotatorMetrics;
import org.kd4j.data.annotations.AnnotatedItems;
import org.kd4j.data.records.Labels;

/** By hand: train has ann 0 0 1, bob 2 2 and cy 0; dev has labels of ann, bob and dan, who is not in train. */
class ReferencesTest {
    private static final Offset<Double> CLOSE = within(1e-12);
    private static final Labels CLASSES = new Labels(List.of("0", "1", "2"));

    private static final AnnotatedItems TRAIN = items(
            List.of("ann", "bob", "cy"), new int[][] {{1, 2, 3}, {1, 2}, {1}}, new int[][] {{0, 2, 0}, {0, 2}, {1}});
    /** x: ann 0, bob 2, dan 2; y: ann 1, dan 0. */
    private static final AnnotatedItems DEV =
            items(List.of("ann", "bob", "dan"), new int[][] {{1, 2, 3}, {1, 3}}, new int[][] {{0, 2, 2}, {1, 0}});

    private static AnnotatedItems items(List<String> names, int[][] annotators, int[][] labels) {
        List<String> ids = List.of("x", "y", "z").subList(0, labels.length);
        return new AnnotatedItems(ids, ids, CLASSES, Annotators.of(names), new Annotations(annotators, labels));
    }

    private static List<Reference> references() {
        return references(TiePolicy.SMALLEST);
    }

    private static List<Reference> references(TiePolicy ties) {
        Majority mode = Majority.of(ties, TRAIN.annotations(), 3, 1);
        return new References(TRAIN, new AnnotatorScoring(mode, 1)).on(DEV, null);
    }

    private static AnnotatorMetrics dev(int reference) {
        return references().get(reference).dev().annotators();
    }

    @Test
    void haveNamesAndNoScoresWhereThereIsNoTest() {
        assertThat(references())
                .extracting(Reference::name)
                .containsExactly("constant", "annotator's own mode", "item-mode oracle");
        assertThat(references()).extracting(Reference::test).containsOnlyNulls();
    }

    /** Of the 6 labels of train 3 are 0, 1 is 1, 2 are 2. */
    @Test
    void constantSaysTheSharesOfAllLabels() {
        AnnotatorMetrics constant = dev(0);

        assertThat(constant.individual().accuracy()).isCloseTo(2 / 5.0, CLOSE);
        // x has ⅓ of 0 and ⅔ of 2; y half of 0 and half of 1.
        double ofX = -(Math.log(1 / 2.0) + 2 * Math.log(1 / 3.0)) / 3;
        double ofY = -(Math.log(1 / 2.0) + Math.log(1 / 6.0)) / 2;
        assertThat(constant.soft().crossEntropy()).isCloseTo((ofX + ofY) / 2, CLOSE);
        assertThat(constant.disagreement()).isEmpty();
    }

    /** ann says 0, bob 2, and whoever is not known what all say most, 0. */
    @Test
    void ownModeIsThatOfTrain() {
        AnnotatorMetrics own = dev(1);

        assertThat(own.individual().accuracy()).isCloseTo(3 / 5.0, CLOSE);
        // 0, 0; 2, 2; 2, 0; 1, 0; 0, 0: two hits of three 0s said … precision 2/4, recall 2/2; of 2: 1 and 1/2; of 1:
        // none.
        assertThat(own.individual().f1()).containsExactly(new double[] {2 / 3.0, 0, 2 / 3.0}, CLOSE);
        // Of x: ann (⅔, ⅓, 0), bob (0, 0, 1), dan (½, ⅙, ⅓).
        double[] mean = {(2 / 3.0 + 1 / 2.0) / 3, (1 / 3.0 + 1 / 6.0) / 3, (1 + 1 / 3.0) / 3};
        // Of y: ann and dan.
        double[] other = {(2 / 3.0 + 1 / 2.0) / 2, (1 / 3.0 + 1 / 6.0) / 2, (1 / 3.0) / 2};
        double ofX = -(Math.log(mean[0]) + 2 * Math.log(mean[2])) / 3;
        double ofY = -(Math.log(other[0]) + Math.log(other[1])) / 2;
        assertThat(own.soft().crossEntropy()).isCloseTo((ofX + ofY) / 2, CLOSE);
    }

    /** Of x the mode is 2, of y the lower of 0 and 1. */
    @Test
    void oracleKnowsTheItem() {
        AnnotatorMetrics oracle = dev(2);

        assertThat(oracle.individual().accuracy()).isCloseTo(3 / 5.0, CLOSE);
        assertThat(oracle.majority().accuracy()).isEqualTo(1);
        assertThat(oracle.soft().divergence()).isCloseTo(0, CLOSE);
        assertThat(oracle.absoluteError()).isCloseTo((2 + 1) / 5.0, CLOSE);
    }

    /** Of y the mode is the higher of 0 and 1 then: the oracle, who knows, misses no majority. */
    @Test
    void oracleBreaksTiesAsTheModeDoes() {
        AnnotatorMetrics oracle = references(TiePolicy.LARGEST).get(2).dev().annotators();

        assertThat(oracle.majority().accuracy()).isEqualTo(1);
        assertThat(oracle.individual().accuracy()).isCloseTo(3 / 5.0, CLOSE);
        assertThat(oracle.individual().f1()).containsExactly(new double[] {0, 2 / 3.0, 4 / 5.0}, CLOSE);
        assertThat(oracle.soft().divergence()).isCloseTo(0, CLOSE);
    }
}
