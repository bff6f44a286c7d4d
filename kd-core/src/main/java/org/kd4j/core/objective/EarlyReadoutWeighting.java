package org.kd4j.core.objective;

/**
 * How much a record counts whose early readout is right or wrong by a margin. The first is what a
 * published re-implementation does, the second is close to what the method's authors are reported to do.
 *
 * <p>Tiwari et al.: Using Early Readouts to Mediate Featural Bias in Distillation, 2023 (arXiv:2310.18590).
 */
public sealed interface EarlyReadoutWeighting {

    /**
     * @param margin the readout's largest probability minus its second largest, 0 to 1
     * @param wrong whether its largest is not the label's
     * @return by which the record's terms are multiplied, ≥ 0
     */
    double weight(double margin, boolean wrong);

    /**
     * 1 + margin^exponent if wrong, else 0: records that are read right early on are left to the labels.
     *
     * @param exponent > 0
     */
    record OnePlusMarginPowerIfWrongElseZero(double exponent) implements EarlyReadoutWeighting {

        /** Throws {@link IllegalArgumentException} if the exponent is outside its range. */
        public OnePlusMarginPowerIfWrongElseZero {
            if (!(exponent > 0) || Double.isInfinite(exponent)) {
                throw new IllegalArgumentException("exponent of the margin: found " + exponent + ", expected > 0");
            }
        }

        @Override
        public double weight(double margin, boolean wrong) {
            return wrong ? 1 + Math.pow(margin, exponent) : 0;
        }
    }

    /**
     * exp(scale · margin) if wrong, else 1.
     *
     * @param scale 0 to {@value #LARGEST_SCALE}, so that no weight passes the range of numbers in single precision
     */
    record ExpScaledMarginIfWrongElseOne(double scale) implements EarlyReadoutWeighting {
        /** exp(80) is 6e34, and the largest number in single precision 3e38. */
        public static final int LARGEST_SCALE = 80;

        /** Throws {@link IllegalArgumentException} if the scale is outside its range. */
        public ExpScaledMarginIfWrongElseOne {
            if (!(scale >= 0 && scale <= LARGEST_SCALE)) {
                throw new IllegalArgumentException(
                        "scale of the margin: found " + scale + ", expected 0 to " + LARGEST_SCALE);
            }
        }

        @Override
        public double weight(double margin, boolean wrong) {
            return wrong ? Math.exp(scale * margin) : 1;
        }
    }
}
