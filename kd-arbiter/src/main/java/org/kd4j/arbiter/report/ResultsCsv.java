package org.kd4j.arbiter.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.kd4j.arbiter.results.Scores;
import org.kd4j.arbiter.results.SweepResults;
import org.kd4j.arbiter.results.TrialResult;

/** The results as comma-separated values (RFC 4180): the teacher, then one row a trial; what is not known is empty. */
final class ResultsCsv {
    private final List<String> keys;
    private final List<Score> scores;
    private final List<GroupScore> groupScores;
    private final Set<String> evaluations;

    private ResultsCsv(SweepResults results) {
        keys = GridPoint.keys(results.trials());
        scores = Score.of(results);
        groupScores = results.hasGroups() ? List.of(GroupScore.values()) : List.of();
        evaluations = results.data().evaluations().keySet();
    }

    static String write(SweepResults results) {
        return new ResultsCsv(results).text(results);
    }

    private String text(SweepResults results) {
        StringBuilder text = new StringBuilder();
        try (CSVPrinter csv = new CSVPrinter(text, CSVFormat.RFC4180)) {
            csv.printRecord(header());
            csv.printRecord(teacher(results.teacher()));
            for (TrialResult trial : results.trials()) {
                csv.printRecord(trial(trial, trial.number() == results.chosen()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private List<String> header() {
        return Stream.of(
                        Stream.of("kind", "number"),
                        keys.stream(),
                        Stream.of("seed", "state"),
                        columns("dev_"),
                        columns("test_"),
                        evaluations.stream().flatMap(name -> columns(name + "_")),
                        Stream.of("parameters", "seconds", "chosen", "error"))
                .flatMap(names -> names)
                .toList();
    }

    private Stream<String> columns(String set) {
        return Stream.concat(
                        scores.stream().map(Score::column), groupScores.stream().map(GroupScore::column))
                .map(column -> set + column);
    }

    private List<Object> teacher(SweepResults.TeacherSummary teacher) {
        List<Object> row = new ArrayList<>(Arrays.asList("teacher", null));
        row.addAll(Collections.nCopies(keys.size() + 2, null));
        row.addAll(scores(teacher.dev()));
        row.addAll(scores(teacher.test()));
        evaluations.forEach(name -> row.addAll(scores(teacher.evaluations().get(name))));
        row.addAll(Arrays.asList(null, null, false, null));
        return row;
    }

    private List<Object> trial(TrialResult trial, boolean chosen) {
        Map<String, Object> parameters = trial.parameters();
        List<Object> row = new ArrayList<>();
        row.add(trial.baseline() ? "baseline" : "trial");
        row.add(trial.number());
        keys.forEach(key -> row.add(inert(parameters.get(key))));
        row.add(trial.seed());
        row.add(trial.state().name().toLowerCase(Locale.ROOT));
        row.addAll(scores(trial.dev()));
        row.addAll(scores(trial.test()));
        evaluations.forEach(name -> row.addAll(scores(trial.evaluations().get(name))));
        boolean done = trial.state() == TrialResult.State.DONE;
        row.add(done ? trial.studentParameters() : null);
        row.add(done ? trial.seconds() : null);
        row.add(chosen);
        row.add(inert(trial.error()));
        return row;
    }

    private List<Object> scores(Scores of) {
        List<Object> cells = new ArrayList<>();
        scores.forEach(score -> cells.add(of == null ? null : score.cell(of)));
        if (!groupScores.isEmpty()) {
            cells.addAll(GroupScore.cells(of));
        }
        return cells;
    }

    /** An apostrophe keeps a spreadsheet from running a text as a formula (OWASP: CSV injection). */
    static Object inert(Object value) {
        boolean formula = value instanceof String text && !text.isEmpty() && "=+-@\t\r\n".indexOf(text.charAt(0)) >= 0;
        return formula ? "'" + value : value;
    }
}
