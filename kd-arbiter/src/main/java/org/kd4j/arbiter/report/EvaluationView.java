package org.kd4j.arbiter.report;

import java.util.List;
import java.util.stream.Stream;
import org.kd4j.arbiter.results.Scores;
import org.kd4j.arbiter.results.SweepResults;

/**
 * An evaluation set.
 *
 * @param records how many it has
 * @param rows one for each contender that was scored on it
 */
record EvaluationView(String set, String records, List<Row> rows) {

    /** @param cells one for each of {@link #headings} */
    record Row(String name, boolean chosen, List<String> cells) {}

    /** Those that were asked. */
    static List<EvaluationView> of(SweepResults results) {
        List<Score> scores = Score.of(results);
        return results.data().evaluations().entrySet().stream()
                .filter(set -> results.teacher().evaluations().containsKey(set.getKey()))
                .map(set -> new EvaluationView(
                        set.getKey(),
                        Format.count(set.getValue()),
                        Contender.of(results).stream()
                                .filter(contender -> contender.evaluations().containsKey(set.getKey()))
                                .map(contender -> row(
                                        contender,
                                        scores,
                                        contender.evaluations().get(set.getKey())))
                                .toList()))
                .toList();
    }

    /** Of all columns. */
    static List<String> headings(SweepResults results) {
        return Stream.concat(
                        Score.of(results).stream().map(Score::heading),
                        Stream.of(GroupScore.values()).map(GroupScore::heading))
                .toList();
    }

    private static Row row(Contender contender, List<Score> scores, Scores on) {
        return new Row(
                contender.name(),
                contender.chosen(),
                Stream.concat(Score.texts(scores, on).stream(), GroupScore.texts(on).stream())
                        .toList());
    }
}
