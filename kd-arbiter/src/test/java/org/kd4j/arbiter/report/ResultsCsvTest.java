package org.kd4j.arbiter.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kd4j.arbiter.results.SweepResults;

class ResultsCsvTest {
    @Test
    void hasARowForTheTeacherAndOneForEachTrial() throws Exception {
        List<CSVRecord> rows = parse(SampleResults.grid());

        assertThat(rows)
                .extracting(row -> row.get("kind"))
                .containsExactly("teacher", "baseline", "trial", "trial", "trial", "trial");
        assertThat(rows).extracting(row -> row.get("number")).containsExactly("", "0", "1", "2", "3", "4");
        assertThat(rows)
                .extracting(row -> row.get("objective.temperature"))
                .containsExactly("", "", "1", "1", "4", "4");
        assertThat(rows)
                .extracting(row -> row.get("dev_accuracy"))
                .containsExactly("0.9", "0.6", "0.7", "0.5", "0.8", "");
        assertThat(rows).extracting(row -> row.get("test_accuracy")).containsExactly("0.8", "0.5", "", "", "0.7", "");
        assertThat(rows)
                .extracting(row -> row.get("chosen"))
                .containsExactly("false", "false", "false", "false", "true", "false");
    }

    @Test
    void hasTheWorstGroupsWhereThereAreGroups() throws Exception {
        CSVRecord alone = parse(SampleResults.withGroups()).get(1);

        assertThat(alone.get("dev_auroc")).isEqualTo("0.75");
        assertThat(alone.get("dev_worst_subgroup_auroc")).isEqualTo("0.0");
        assertThat(alone.get("test_worst_bnsp_auroc")).isEqualTo("0.5");
        assertThat(parse(SampleResults.withGroups()).get(3).get("dev_auroc")).isEmpty();
        assertThat(parse(SampleResults.grid()).get(0).isMapped("dev_auroc")).isFalse();
    }

    @Test
    void keepsAllDigitsInEveryLocale() throws Exception {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.GERMANY);
        try {
            SweepResults results = SampleResults.grid();
            CSVRecord teacher = parse(results).get(0);

            assertThat(Double.parseDouble(teacher.get("dev_log_loss")))
                    .isEqualTo(results.teacher().dev().metrics().logLoss());
            assertThat(parse(results).get(1).get("seconds")).isEqualTo("3.5");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void keepsASpreadsheetFromRunningAnError() throws Exception {
        CSVRecord failed = parse(SampleResults.grid()).get(5);

        assertThat(failed.get("state")).isEqualTo("failed");
        assertThat(failed.get("error")).isEqualTo("'=cmd|' /C calc'!A0, \"quoted\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"=1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"})
    void quotesWhatASpreadsheetWouldRun(String value) throws Exception {
        SweepResults results = SampleResults.results(
                -1, List.of(SampleResults.failed(0, Map.of("student.tokenizer", value), "stopped")));

        assertThat(parse(results).get(1).get("student.tokenizer")).isEqualTo("'" + value);
    }

    @Test
    void leavesNegativeNumbersAlone() throws Exception {
        SweepResults results =
                SampleResults.results(-1, List.of(SampleResults.planned(0, SampleResults.point(-0.5, 1))));

        assertThat(parse(results).get(1).get("objective.temperature")).isEqualTo("-0.5");
    }

    @Test
    void hasAColumnForEveryKeyOfAnyTrial() throws Exception {
        SweepResults results = SampleResults.results(
                -1,
                List.of(
                        SampleResults.planned(0, Map.of("student.filters", 10)),
                        SampleResults.planned(1, Map.of("student.dropout", 0.5))));

        assertThat(parse(results).get(2).get("student.filters")).isEmpty();
        assertThat(parse(results).get(2).get("student.dropout")).isEqualTo("0.5");
    }

    private static List<CSVRecord> parse(SweepResults results) throws IOException {
        CSVFormat format = CSVFormat.RFC4180
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .get();
        try (CSVParser csv = CSVParser.parse(ResultsCsv.write(results), format)) {
            return csv.getRecords();
        }
    }
}
