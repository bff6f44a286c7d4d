package org.kd4j.arbiter.cli;

import java.util.Arrays;
import java.util.List;
import org.kd4j.core.annotation.Annotators;
import org.kd4j.core.annotation.Majority;
import org.kd4j.core.annotation.TiePolicy;
import org.kd4j.core.annotation.Verdicts;
import org.kd4j.core.evaluation.Probabilities;
import org.kd4j.models.bundle.ModelBundle;
import org.kd4j.models.bundle.Prediction;

/** Juries of a model's annotators, the same for all texts. */
final class Juries {
    /** What a text is called of which most juries find nothing. */
    static final String HUNG = "hung";

    private final ModelBundle model;
    private final List<int[]> juries;
    private final Majority verdict;

    /** Everybody who sits in one, ascending. */
    private final int[] jurors;

    private final List<String> names;

    /** @param juries numbers of the jurors of each */
    Juries(ModelBundle model, List<int[]> juries, TiePolicy ties) {
        int classes = model.labels().size();
        Annotators known = model.annotators().orElseThrow();
        this.model = model;
        this.juries = juries;
        this.verdict = new Majority(ties, classes - 1, new double[classes], 0);
        this.jurors =
                juries.stream().flatMapToInt(Arrays::stream).distinct().sorted().toArray();
        this.names = Arrays.stream(jurors).mapToObj(known::name).toList();
    }

    /** What each juror says of each text. */
    List<List<Prediction>> ask(List<String> texts) {
        return model.predict(texts, names);
    }

    /** @param said by each juror, of one text */
    Answer verdict(String id, List<Prediction> said) {
        List<String> labels = model.labels();
        Verdicts verdicts = Verdicts.of(
                id,
                juries,
                number -> labels.indexOf(
                        said.get(Arrays.binarySearch(jurors, number)).label()),
                verdict);
        int most = Probabilities.argmax(verdicts.shares());
        return new Answer(
                id,
                null,
                verdicts.hung() > verdicts.shares()[most] ? HUNG : labels.get(most),
                verdicts.shares(),
                verdicts.hung());
    }
}
