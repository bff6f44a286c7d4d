package org.kd4j.core.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.kd4j.core.objective.EarlyReadoutWeighting.ExpScaledMarginIfWrongElseOne;
import org.kd4j.core.objective.EarlyReadoutWeighting.OnePlusMarginPowerIfWrongElseZero;

class DedierTest {
    private static final Hinton LOGITS = new Hinton(2, 1, 0.05, Reduction.BATCHMEAN);

    /** Probabilities 0.7, 0.2, 0.1: a margin of 0.5. */
    private static final double[] READOUT = {Math.log(7), Math.log(2), Math.log(1)};

    @Test
    void weighsByTheMarginOfWhatIsReadWrong() {
        Dedier power = of(new OnePlusMarginPowerIfWrongElseZero(3), WeightedTerms.SOFT);
        assertThat(power.weight(READOUT, 0)).isZero();
        assertThat(power.weight(READOUT, 2)).isCloseTo(1.125, within(1e-12));
        Dedier exponential = of(new ExpScaledMarginIfWrongElseOne(2), WeightedTerms.SOFT);
        assertThat(exponential.weight(READOUT, 0)).isEqualTo(1);
        assertThat(exponential.weight(READOUT, 1)).isCloseTo(Math.E, within(1e-12));
        assertThat(exponential.weight(new double[] {800, -800}, 1)).isCloseTo(Math.exp(2), within(1e-12));
    }

    @Test
    void noWeightPassesTheRangeOfSinglePrecision() {
        double largest =
                of(new ExpScaledMarginIfWrongElseOne(80), WeightedTerms.SOFT).weight(new double[] {1000, -1000}, 1);
        assertThat((float) largest).isFinite().isGreaterThan(5e34f);
    }

    /** Two epochs to warm up, and new weights before the third, the sixth, and so on. */
    @Test
    void schedulesWhenRecordsAreWeighed() {
        ReadoutSchedule kept = new ReadoutSchedule(2, 3);
        assertThat(IntStream.range(0, 9).filter(kept::warmsUp)).containsExactly(0, 1);
        assertThat(IntStream.range(0, 9).filter(kept::weighsAt)).containsExactly(2, 5, 8);
        assertThat(IntStream.range(0, 9).filter(kept::weighsEveryStep)).isEmpty();
        ReadoutSchedule steps = new ReadoutSchedule(1, 0);
        assertThat(IntStream.range(0, 3).filter(steps::weighsEveryStep)).containsExactly(1, 2);
        assertThat(IntStream.range(0, 3).filter(steps::weighsAt)).isEmpty();
        assertThatThrownBy(() -> new ReadoutSchedule(0, 2)).hasMessageContaining("every 2 without a warm-up");
        assertThatThrownBy(() -> new ReadoutSchedule(-1, 0)).hasMessageContaining("numbers ≥ 0");
    }

    @Test
    void multipliesTheTermsThatAreNamed() {
        double[] z = {0.3, -1.2, 0.4};
        double[] t = {2, -1, 0.5};
        double[] plain = terms(of(new ExpScaledMarginIfWrongElseOne(2), WeightedTerms.SOFT), z, t, 1);
        for (WeightedTerms weighted : WeightedTerms.values()) {
            double[] terms = terms(of(new ExpScaledMarginIfWrongElseOne(2), weighted), z, t, 3);
            assertThat(terms[0]).isCloseTo(plain[0] * (weighted == WeightedTerms.SOFT ? 1 : 3), within(1e-12));
            assertThat(terms[1]).isCloseTo(plain[1] * (weighted == WeightedTerms.HARD ? 1 : 3), within(1e-12));
        }
    }

    private static double[] terms(Dedier objective, double[] z, double[] t, double weight) {
        double[] terms = new double[3];
        objective.weightedLoss(z, t, 1, weight, new double[3], terms);
        return terms;
    }

    @Test
    void isRefusedByStudentsWithoutBlocksAndOutsideItsRanges() {
        Dedier objective = of(new ExpScaledMarginIfWrongElseOne(2), WeightedTerms.SOFT);
        assertThatThrownBy(objective::requireLogitsAlone).hasMessageContaining("no blocks");
        assertThatThrownBy(() -> new OnePlusMarginPowerIfWrongElseZero(0)).hasMessageContaining("> 0");
        assertThatThrownBy(() -> new ExpScaledMarginIfWrongElseOne(80.5)).hasMessageContaining("0 to 80");
        assertThatThrownBy(() -> new Dedier(LOGITS, new ExpScaledMarginIfWrongElseOne(2), WeightedTerms.SOFT, 0, 1))
                .hasMessageContaining("auxiliaryWeight");
        assertThatThrownBy(() -> new Dedier(LOGITS, new ExpScaledMarginIfWrongElseOne(2), WeightedTerms.SOFT, 1, 0))
                .hasMessageContaining("block");
    }

    private static Dedier of(EarlyReadoutWeighting weighting, WeightedTerms weighted) {
        return new Dedier(LOGITS, weighting, weighted, 1, 1);
    }
}
