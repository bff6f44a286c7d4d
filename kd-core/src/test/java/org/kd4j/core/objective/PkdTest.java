package org.kd4j.core.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class PkdTest {
    private static final Pkd PKD = new Pkd(Hinton.of(2, 0.9), HiddenStateMatching.of(100, true), new LayerMap.Skip());

    @Test
    void isItsBaseOverTheLogits() {
        double[] z = {1, -2, 0.5};
        double[] t = {3, 0, 1};
        double[] gradient = new double[3];
        double[] terms = new double[3];
        double[] baseGradient = new double[3];
        double[] baseTerms = new double[2];

        double loss = PKD.loss(z, t, 1, gradient, terms);

        assertThat(loss).isEqualTo(Hinton.of(2, 0.9).loss(z, t, 1, baseGradient, baseTerms));
        assertThat(gradient).containsExactly(baseGradient);
        assertThat(terms).containsExactly(baseTerms[0], baseTerms[1], 0);
        assertThat(PKD.terms()).containsExactly("hard", "soft", "hidden");
        assertThat(PKD.needsTeacher()).isTrue();
    }

    @Test
    void needsHiddenStatesUnlessTheyWeighNothing() {
        assertThat(PKD.needsHiddenStates()).isTrue();
        assertThat(new Pkd(new HardLabels(), HiddenStateMatching.of(0, true), new LayerMap.Last()).needsHiddenStates())
                .isFalse();
        assertThat(Hinton.of(2, 0.9).needsHiddenStates()).isFalse();
    }

    @Test
    void isOverNothingButLogitsBesides() {
        Diito diito = new Diito(Hinton.of(2, 0.9), new Hinton(2, 0, 1, Reduction.BATCHMEAN));
        for (Objective more : new Objective[] {PKD, diito, diito.counterfactualTerm()}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Pkd(more, HiddenStateMatching.of(1, true), new LayerMap.Skip()))
                    .withMessageContaining("expected an objective over logits alone");
        }
    }
}
