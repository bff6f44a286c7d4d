package org.kd4j.arbiter.report;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.kd4j.arbiter.results.Scores;

/** The numbers that classifiers are compared by. */
enum Score {
    ACCURACY("Accuracy", scores -> scores.metrics().accuracy()),
    MACRO_F1("Macro-F1", scores -> scores.metrics().macroF1()),
    ECE("ECE", scores -> scores.metrics().calibrationError()),
    LOG_LOSS("Log loss", scores -> scores.metrics().logLoss()),
    BRIER("Brier", scores -> scores.metrics().brier()),
    AGREEMENT("Agreement", Scores::agreement);

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

    double of(Scores scores) {
        return value.applyAsDouble(scores);
    }

    /** All of them as text, in the order of their declaration; dashes where there are no scores. */
    static List<String> texts(Scores scores) {
        return Stream.of(values())
                .map(score -> scores == null ? Format.NONE : Format.rate(score.of(scores)))
                .toList();
    }
}
