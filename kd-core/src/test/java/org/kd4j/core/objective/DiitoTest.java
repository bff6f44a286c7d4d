package org.kd4j.core.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class DiitoTest {
    private static final Hinton LOGITS = new Hinton(1, 0.5, 0.25, Reduction.BATCHMEAN);
    private static final Hinton COUNTERFACTUAL = new Hinton(2, 0, 3, Reduction.BATCHMEAN);
    private static final Pkd PKD = new Pkd(LOGITS, HiddenStateMatching.of(10, true), new LayerMap.Skip());
    private static final double[] EVEN = {0, 0};

    /** Softmax 0.8, 0.2 at T = 1. */
    private static final double[] LIKELY = {Math.log(4), 0};

    /** CE of an even student is log 2; KL(0.8, 0.2 ‖ 0.5, 0.5) is 0.8 log 1.6 + 0.2 log 0.4. */
    @Test
    void putsEachPartInItsOwnPlace() {
        Diito diito = new Diito(PKD, COUNTERFACTUAL);
        double[] terms = new double[4];
        diito.loss(EVEN, LIKELY, 1, new double[2], terms);
        assertThat(diito.terms()).containsExactly("hard", "soft", "hidden", "counterfactual");
        double soft = 0.25 * (0.8 * Math.log(1.6) + 0.2 * Math.log(0.4));
        assertThat(terms).containsExactly(new double[] {0.5 * Math.log(2), soft, 0, 0}, within(1e-12));

        double[] added = {1, 2, 3, 4};
        double[] gradient = new double[2];
        // At T = 2 the teacher's logits give 2/3 and 1/3.
        double expected = 3 * 4 * (2.0 / 3 * Math.log(4.0 / 3) + 1.0 / 3 * Math.log(2.0 / 3));
        Objective counterfactual = diito.counterfactualTerm();
        double loss = counterfactual.loss(EVEN, LIKELY, 1, gradient, added);
        assertThat(loss).isCloseTo(expected, within(1e-12));
        assertThat(added).containsExactly(new double[] {1, 2, 3, 4 + expected}, within(1e-12));
        assertThat(gradient)
                .containsExactly(new double[] {3 * 2 * (0.5 - 2.0 / 3), 3 * 2 * (0.5 - 1.0 / 3)}, within(1e-12));
        assertThat(counterfactual.terms()).isEqualTo(diito.terms());
    }

    @Test
    void matchesHiddenStatesOfBothWhereItHasThem() {
        Diito diito = new Diito(PKD, COUNTERFACTUAL);
        assertThat(diito.hidden()).contains(PKD);
        assertThat(diito.counterfactualTerm().hidden()).contains(PKD);
        assertThat(diito.needsHiddenStates()).isTrue();
        Diito plain = new Diito(LOGITS, COUNTERFACTUAL);
        assertThat(plain.needsHiddenStates()).isFalse();
        assertThat(plain.counterfactualTerm().needsHiddenStates()).isFalse();
        assertThat(plain.terms()).containsExactly("hard", "soft", "counterfactual");
    }

    @Test
    void needsWhatItsPartsNeed() {
        Diito diito = new Diito(new Hinton(2, 1, 0, Reduction.MEAN), COUNTERFACTUAL);
        assertThat(diito.needsTeacher()).isFalse();
        assertThat(diito.needsInterchange()).isTrue();
        assertThat(diito.counterfactualTerm().needsTeacher()).isTrue();
        assertThat(diito.counterfactualTerm().needsInterchange()).isFalse();
    }

    @Test
    void refusesPartsThatAreNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Diito(LOGITS, LOGITS))
                .withMessageContaining("counterfactuals have no label");
        Diito diito = new Diito(LOGITS, COUNTERFACTUAL);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Diito(diito, COUNTERFACTUAL))
                .withMessageContaining("factual");
    }
}
