package org.kd4j.arbiter.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.kd4j.arbiter.results.Scores;
import org.kd4j.arbiter.results.SweepResults;
import org.kd4j.arbiter.results.TrialResult;

/** The results as comma-separated values (RFC 4180): the teacher, then one row a trial; what is not known is empty. */
final class ResultsCsv {
    private static final List<Score> SCORES = List.of(Score.values());

    private ResultsCsv() {}

    static String write(SweepResults results) {
        List<String> keys = GridPoint.keys(results.trials());
        StringBuilder text = new StringBuilder();
        try (CSVPrinter csv = new CSVPrinter(text, CSVFormat.RFC4180)) {
            csv.printRecord(header(keys));
            csv.printRecord(teacher(results.teacher(), keys));
            for (TrialResult trial : results.trials()) {
                csv.printRecord(trial(trial, keys, trial.number() == results.chosen()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static List<String> header(List<String> keys) {
        return Stream.of(
                        Stream.of("kind", "number"),
                        keys.stream(),
                        Stream.of("seed", "state"),
                        SCORES.stream().map(score -> "dev_" + score.column()),
                        SCORES.stream().map(score -> "test_" + score.column()),
                        Stream.of("parameters", "seconds", "chosen", "error"))
                .flatMap(names -> names)
                .toList();
    }

    private static List<Object> teacher(SweepResults.TeacherSummary teacher, List<String> keys) {
        List<Object> row = new ArrayList<>(Arrays.asList("teacher", null));
        row.addAll(Collections.nCopies(keys.size() + 2, null));
        row.addAll(scores(teacher.dev()));
        row.addAll(scores(teacher.test()));
        row.addAll(Arrays.asList(null, null, false, null));
        return row;
    }

    private static List<Object> trial(TrialResult trial, List<String> keys, boolean chosen) {
        Map<String, Object> parameters = trial.parameters();
        List<Object> row = new ArrayList<>();
        row.add(trial.baseline() ? "baseline" : "trial");
        row.add(trial.number());
        keys.forEach(key -> row.add(inert(parameters.get(key))));
        row.add(trial.seed());
        row.add(trial.state().name().toLowerCase(Locale.ROOT));
        row.addAll(scores(trial.dev()));
        row.addAll(scores(trial.test()));
        boolean done = trial.state() == TrialResult.State.DONE;
        row.add(done ? trial.studentParameters() : null);
        row.add(done ? trial.seconds() : null);
        row.add(chosen);
        row.add(inert(trial.error()));
        return row;
    }

    private static List<Double> scores(Scores scores) {
        if (scores == null) {
            return Collections.nCopies(SCORES.size(), null);
        }
        return SCORES.stream().map(score -> score.of(scores)).toList();
    }

    /** An apostrophe keeps a spreadsheet from running a text as a formula (OWASP: CSV injection). */
    private static Object inert(Object value) {
        boolean formula = value instanceof String text && !text.isEmpty() && "=+-@\t\r\n".indexOf(text.charAt(0)) >= 0;
        return formula ? "'" + value : value;
    }
}
