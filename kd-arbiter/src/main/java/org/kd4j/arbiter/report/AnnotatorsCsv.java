package org.kd4j.arbiter.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.kd4j.arbiter.results.AnnotatorResults;
import org.kd4j.arbiter.results.AnnotatorResults.Reference;
import org.kd4j.arbiter.results.EpochScores;
import org.kd4j.arbiter.results.Scores;
import org.kd4j.arbiter.results.TrialResult;
import org.kd4j.core.evaluation.AnnotatorMetrics.Group;

/** Results of models of annotators as comma-separated values (RFC 4180); what is not known is empty. */
final class AnnotatorsCsv {
    private final AnnotatorResults results;
    private final List<String> keys;

    private AnnotatorsCsv(AnnotatorResults results) {
        this.results = results;
        this.keys = GridPoint.keys(results.trials());
    }

    /** The references, then one row a trial. */
    static String results(AnnotatorResults results) {
        return new AnnotatorsCsv(results).results();
    }

    /** One row for each group of annotators, of each reference and trial, on each set. */
    static String groups(AnnotatorResults results) {
        return new AnnotatorsCsv(results).groups();
    }

    /** One row for each epoch of each trial. */
    static String epochs(AnnotatorResults results) {
        return new AnnotatorsCsv(results).epochs();
    }

    private String results() {
        List<List<?>> rows = new ArrayList<>();
        rows.add(Stream.of(
                        Stream.of("kind", "number", "name"),
                        keys.stream(),
                        Stream.of("seed", "state"),
                        columns("dev_"),
                        columns("test_"),
                        Stream.of("parameters", "seconds", "chosen", "error"))
                .flatMap(names -> names)
                .toList());
        results.references().forEach(one -> rows.add(row(one)));
        results.trials().forEach(trial -> rows.add(row(trial)));
        return text(rows);
    }

    private static Stream<String> columns(String set) {
        return Stream.of(AnnotatorScore.values()).map(score -> set + score.column());
    }

    private List<Object> row(Reference reference) {
        List<Object> row = new ArrayList<>(Arrays.asList("reference", null, reference.name()));
        row.addAll(Collections.nCopies(keys.size() + 2, null));
        row.addAll(cells(reference.dev()));
        row.addAll(cells(reference.test()));
        row.addAll(Arrays.asList(null, null, false, null));
        return row;
    }

    private List<Object> row(TrialResult trial) {
        List<Object> row = new ArrayList<>();
        row.add(kind(trial));
        row.add(trial.number());
        row.add(ResultsCsv.inert(results.name(trial)));
        keys.forEach(key -> row.add(ResultsCsv.inert(trial.parameters().get(key))));
        row.add(trial.seed());
        row.add(trial.state().name().toLowerCase(Locale.ROOT));
        row.addAll(cells(trial.dev()));
        row.addAll(cells(trial.test()));
        boolean done = trial.state() == TrialResult.State.DONE;
        row.add(done ? trial.studentParameters() : null);
        row.add(done ? trial.seconds() : null);
        row.add(trial.number() == results.chosen());
        row.add(ResultsCsv.inert(trial.error()));
        return row;
    }

    private static String kind(TrialResult trial) {
        return trial.baseline() ? "baseline" : "trial";
    }

    private static List<Object> cells(Scores of) {
        return Stream.of(AnnotatorScore.values())
                .map(score -> score.cell(of))
                .collect(ArrayList::new, ArrayList::add, ArrayList::addAll);
    }

    private String groups() {
        List<List<?>> rows = new ArrayList<>();
        rows.add(List.of(
                "kind", "number", "name", "seed", "set", "attribute", "value", "labels", "accuracy", "macro_f1"));
        results.references().forEach(one -> {
            List<Object> head = Arrays.asList("reference", null, one.name(), null);
            addGroups(rows, head, "dev", one.dev());
            addGroups(rows, head, "test", one.test());
        });
        results.trials().forEach(trial -> {
            List<Object> head =
                    Arrays.asList(kind(trial), trial.number(), ResultsCsv.inert(results.name(trial)), trial.seed());
            addGroups(rows, head, "dev", trial.dev());
            addGroups(rows, head, "test", trial.test());
        });
        return text(rows);
    }

    private static void addGroups(List<List<?>> rows, List<Object> head, String set, Scores scores) {
        if (scores == null) {
            return;
        }
        for (Group group : scores.annotators().groups()) {
            List<Object> row = new ArrayList<>(head);
            row.addAll(Arrays.asList(
                    set,
                    ResultsCsv.inert(group.attribute()),
                    ResultsCsv.inert(group.value()),
                    group.labels(),
                    group.accuracy(),
                    group.macroF1()));
            rows.add(row);
        }
    }

    private String epochs() {
        List<List<?>> rows = new ArrayList<>();
        rows.add(List.of(
                "number",
                "name",
                "seed",
                "epoch",
                "loss",
                "dev_log_loss",
                "dev_accuracy",
                "dev_macro_f1",
                "dev_soft_ce"));
        for (TrialResult trial : results.trials()) {
            for (EpochScores epoch : trial.epochs()) {
                rows.add(List.of(
                        trial.number(),
                        ResultsCsv.inert(results.name(trial)),
                        trial.seed(),
                        epoch.epoch() + 1,
                        epoch.loss(),
                        epoch.logLoss(),
                        epoch.accuracy(),
                        epoch.macroF1(),
                        epoch.softCrossEntropy()));
            }
        }
        return text(rows);
    }

    private static String text(List<List<?>> rows) {
        StringBuilder text = new StringBuilder();
        try (CSVPrinter csv = new CSVPrinter(text, CSVFormat.RFC4180)) {
            for (List<?> row : rows) {
                csv.printRecord(row);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
