package org.kd4j.arbiter.report;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.kd4j.arbiter.results.Scores;
import org.kd4j.arbiter.results.SweepResults;

/** The numbers that classifiers are compared by. */
enum Score {
    ACCURACY("Accuracy", scores -> scores.metrics().accuracy()),
    MACRO_F1("Macro-F1", scores -> scores.metrics().macroF1()),
    ECE("ECE", scores -> scores.metrics().calibrationError()),
    LOG_LOSS("Log loss", scores -> scores.metrics().logLoss()),
    BRIER("Brier", scores -> scores.metrics().brier()),
    AGREEMENT("Agreement", Scores::agreement),
    SOFT_CE(
            "Soft CE",
            scores -> scores.soft() == null ? Double.NaN : scores.soft().crossEntropy()),
    INTERCHANGE("Interchange", scores -> scores.interchange() == null ? Double.NaN : scores.interchange());

    private final String heading;
    private final ToDoubleFunction<Scores> value;

    Score(String heading, ToDoubleFunction<Scores> value) {
        this.heading = heading;
        this.value = value;
    }

    String heading() {
        return heading;
    }

    /** Name of a column: {@code macro_f1}. */
    String column() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Not a number where it is undefined: where no token of any record was exchanged. */
    double of(Scores scores) {
        return value.applyAsDouble(scores);
    }

    /**
     * Those that a sweep has, in the order of their declaration: interchange only where there were interventions, soft CE only of
     * records that several people labelled.
     */
    static List<Score> of(SweepResults results) {
        return Stream.of(values())
                .filter(score -> score != INTERCHANGE || results.hasInterventions())
                .filter(score -> score != SOFT_CE || results.teacher().dev().soft() != null)
                .toList();
    }

    /** A number that may be undefined, as people read it. */
    static String text(double value) {
        return GroupScore.text(known(value));
    }

    /** The score with all its digits. */
    Object cell(Scores scores) {
        return GroupScore.cell(known(of(scores)));
    }

    private static OptionalDouble known(double value) {
        return Double.isNaN(value) ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    /** Some of them as text; dashes where there are no scores. */
    static List<String> texts(List<Score> some, Scores scores) {
        return some.stream()
                .map(score -> scores == null ? Format.NONE : text(score.of(scores)))
                .toList();
    }
}
