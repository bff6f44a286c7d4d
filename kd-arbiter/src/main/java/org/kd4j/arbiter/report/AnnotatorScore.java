package org.kd4j.arbiter.report;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.kd4j.arbiter.results.Scores;
import org.kd4j.core.evaluation.AnnotatorMetrics;

/** The numbers that models of annotators are compared by. */
enum AnnotatorScore {
    ACCURACY("Accuracy", of -> of.individual().accuracy()),
    MACRO_F1("Macro-F1", of -> of.individual().macroF1()),
    ANNOTATOR_F1("Annotator F1", of -> orNaN(of.annotatorF1())),
    MAJORITY_F1(
            "Majority F1",
            of -> of.majority() == null ? Double.NaN : of.majority().macroF1()),
    PRECISION("Precision", of -> mean(of.individual().precision())),
    RECALL("Recall", of -> mean(of.individual().recall())),
    MAE("MAE", AnnotatorMetrics::absoluteError),
    EXPECTED_MAE("Expected MAE", AnnotatorMetrics::expectedAbsoluteError),
    SOFT_CE("Soft CE", of -> of.soft().crossEntropy()),
    KL("KL", of -> of.soft().divergence()),
    MANHATTAN("Manhattan", of -> of.soft().manhattan()),
    WASSERSTEIN("Wasserstein", of -> of.soft().wasserstein()),
    DISAGREEMENT("Disagreement", of -> orNaN(of.disagreement())),
    LOG_LOSS("Log loss", of -> of.individual().logLoss()),
    ECE("ECE", of -> of.individual().calibrationError());

    private final String heading;
    private final ToDoubleFunction<AnnotatorMetrics> value;

    AnnotatorScore(String heading, ToDoubleFunction<AnnotatorMetrics> value) {
        this.heading = heading;
        this.value = value;
    }

    private static double orNaN(OptionalDouble number) {
        return number.orElse(Double.NaN);
    }

    private static double mean(double[] byClass) {
        return Arrays.stream(byClass).average().orElse(Double.NaN);
    }

    String heading() {
        return heading;
    }

    /** Name of a column: {@code macro_f1}. */
    String column() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Not a number where it is undefined. */
    double of(Scores scores) {
        return value.applyAsDouble(scores.annotators());
    }

    /** As people read it; a dash where there are no scores. */
    String text(Scores scores) {
        return scores == null ? Format.NONE : Score.text(of(scores));
    }

    /** With all its digits; null where there are no scores. */
    Object cell(Scores scores) {
        if (scores == null) {
            return null;
        }
        double number = of(scores);
        return GroupScore.cell(Double.isNaN(number) ? OptionalDouble.empty() : OptionalDouble.of(number));
    }

    static List<String> headings(List<AnnotatorScore> some) {
        return some.stream().map(AnnotatorScore::heading).toList();
    }
}
