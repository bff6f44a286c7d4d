package org.kd4j.arbiter.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.kd4j.arbiter.results.Scores;
import org.kd4j.arbiter.results.SweepResults;
import org.kd4j.arbiter.results.TrialResult;
import org.kd4j.core.evaluation.SubgroupMetrics;

/**
 * The scores by group as comma-separated values (RFC 4180): one row for each group of each data set, of the teacher and of
 * each trial that was evaluated there.
 */
final class GroupsCsv {
    private final List<String> keys;
    private final List<List<Object>> rows = new ArrayList<>();

    private GroupsCsv(SweepResults results) {
        keys = GridPoint.keys(results.trials());
        List<Object> teacher = new ArrayList<>(Arrays.asList("teacher", null));
        teacher.addAll(Collections.nCopies(keys.size() + 1, null));
        add(
                teacher,
                results.teacher().dev(),
                results.teacher().test(),
                results.teacher().evaluations());
        for (TrialResult trial : results.trials()) {
            List<Object> who = new ArrayList<>(List.of(trial.baseline() ? "baseline" : "trial", trial.number()));
            keys.forEach(key -> who.add(ResultsCsv.inert(trial.parameters().get(key))));
            who.add(trial.seed());
            add(who, trial.dev(), trial.test(), trial.evaluations());
        }
    }

    static String write(SweepResults results) {
        GroupsCsv groups = new GroupsCsv(results);
        StringBuilder text = new StringBuilder();
        try (CSVPrinter csv = new CSVPrinter(text, CSVFormat.RFC4180)) {
            csv.printRecord(groups.header());
            csv.printRecords(groups.rows);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private List<String> header() {
        return Stream.of(
                        Stream.of("kind", "number"),
                        keys.stream(),
                        Stream.of("seed", "set", "group", "records", "positives", "accuracy"),
                        Stream.of("subgroup_auroc", "bpsn_auroc", "bnsp_auroc"))
                .flatMap(names -> names)
                .toList();
    }

    private void add(List<Object> who, Scores dev, Scores test, Map<String, Scores> evaluations) {
        add(who, "dev", dev);
        add(who, "test", test);
        evaluations.forEach((name, scores) -> add(who, name, scores));
    }

    private void add(List<Object> who, String set, Scores scores) {
        if (scores != null && scores.groups() != null) {
            for (SubgroupMetrics subgroup : scores.groups().subgroups()) {
                rows.add(row(who, set, subgroup));
            }
        }
    }

    private static List<Object> row(List<Object> who, String set, SubgroupMetrics subgroup) {
        List<Object> row = new ArrayList<>(who);
        row.add(set);
        row.add(ResultsCsv.inert(subgroup.name()));
        row.add(subgroup.records());
        row.add(subgroup.positives());
        row.add(GroupScore.cell(subgroup.accuracy()));
        row.add(GroupScore.cell(subgroup.subgroupAuroc()));
        row.add(GroupScore.cell(subgroup.bpsnAuroc()));
        row.add(GroupScore.cell(subgroup.bnspAuroc()));
        return row;
    }
}
