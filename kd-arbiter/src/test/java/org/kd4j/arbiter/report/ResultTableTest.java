package org.kd4j.arbiter.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.kd4j.arbiter.results.SweepResults;

class ResultTableTest {
    @Test
    void showsTeacherBaselineAndTrialsInAlignedColumns() {
        assertThat(ResultTable.render(SampleResults.grid())).isEqualTo("""
                          dev                      Accuracy  Macro-F1  ECE     Agreement  Seconds
                          teacher                  0.9000    0.8990    0.0000  1.0000
                          baseline (hard labels)   0.6000    0.6000    0.3000  0.6000         3.5
                          temperature=1 alpha=0.5  0.7000    0.6970    0.2000  0.8000        12.5
                          temperature=1 alpha=0.9  0.5000    0.4949    0.4000  0.8000        12.5
                        * temperature=4 alpha=0.5  0.8000    0.8000    0.1000  0.9000        11.0
                          temperature=4 alpha=0.9  failed

                          test                     Accuracy  Macro-F1  ECE     Agreement
                          teacher                  0.8000    0.8000    0.1000  1.0000
                          baseline (hard labels)   0.5000    0.4949    0.4000  0.5000
                        * temperature=4 alpha=0.5  0.7000    0.6970    0.2000  0.7000

                        Trial 4 failed (temperature=4 alpha=0.9): =cmd|' /C calc'!A0, "quoted"
                        """);
    }

    @Test
    void showsTheWorstGroups() {
        assertThat(ResultTable.render(SampleResults.withGroups())).contains("""
                        AUROC on dev, positive class positive: of all records, then of the worst group:
                          dev                     AUROC     Subgroup  BPSN    BNSP
                          teacher                 0.9375    0.7500    1.0000  1.0000
                          baseline (hard labels)  0.7500    0.0000    0.6667  0.5000
                        * temperature=2           0.9375    0.7500    1.0000  1.0000
                          temperature=4           planned
                        """, """
                          test                    AUROC     Subgroup  BPSN    BNSP
                          teacher                 0.9375    0.7500    1.0000  1.0000
                        """);
        assertThat(ResultTable.render(SampleResults.grid())).doesNotContain("AUROC");
    }

    @Test
    void showsMeanAndDeviationOverSeeds() {
        SweepResults results = SampleResults.results(
                1,
                List.of(
                        SampleResults.done(0, SampleResults.point(2, 0.9), 1, 6),
                        SampleResults.done(1, SampleResults.point(2, 0.9), 2, 9)));

        // Of 0.6 and 0.9: 0.75 and 0.3 / sqrt 2.
        assertThat(ResultTable.render(results).lines().filter(line -> line.startsWith("* temperature=2 alpha=0.9")))
                .singleElement()
                .asString()
                .contains("0.7500+-0.2121");
    }

    @Test
    void warnsOfDemonstrationData() {
        SweepResults results = SampleResults.demonstration(List.of("a", "b"), SampleResults.grid());

        assertThat(ResultTable.render(results))
                .startsWith("Demonstration data: these numbers say nothing about a real task.\n");
    }

    @Test
    void showsTheTeacherBeforeAnyTrialIsDone() {
        SweepResults results =
                SampleResults.results(-1, List.of(SampleResults.planned(0, SampleResults.point(1, 0.5))));

        assertThat(ResultTable.render(results)).contains("teacher", "temperature=1 alpha=0.5  planned");
    }

    @Test
    void keepsLinesWithinTheWidthOfATerminal() {
        SweepResults results = SampleResults.results(
                0,
                List.of(
                        SampleResults.done(0, SampleResults.point("x".repeat(200), 0.5), 1, 6),
                        SampleResults.done(1, SampleResults.point("x".repeat(200), 0.5), 2, 6),
                        SampleResults.failed(2, SampleResults.point(1, 0.5), "y".repeat(200))));

        assertThat(ResultTable.render(results).lines())
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(120))
                .anySatisfy(line -> assertThat(line).contains("temperature=xxx", "...", "0.6000+-0.0000"));
    }
}
