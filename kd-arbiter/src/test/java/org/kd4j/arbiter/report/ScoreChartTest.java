package org.kd4j.arbiter.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.kd4j.arbiter.report.GridAxis.Tick;
import org.kd4j.arbiter.report.ScoreChart.Mark;
import org.kd4j.arbiter.report.ScoreChart.Reference;
import org.kd4j.arbiter.report.ScoreChart.Series;
import org.kd4j.arbiter.results.TrialResult;

class ScoreChartTest {
    @Test
    void drawsALineOverTemperatureForEachAlpha() {
        ScoreChart chart = ScoreChart.of(SampleResults.grid(), Score.ACCURACY);

        assertThat(chart.axis()).isEqualTo("temperature");
        assertThat(chart.ticks()).containsExactly(new Tick(1, "1"), new Tick(4, "4"));
        assertThat(chart.series())
                .containsExactly(
                        new Series("alpha = 0.5", List.of(new Mark(1, 0.7), new Mark(4, 0.8)), List.of()),
                        new Series("alpha = 0.9", List.of(new Mark(1, 0.5)), List.of()));
        assertThat(chart.references()).containsExactly(new Reference("teacher", 0.9), new Reference("baseline", 0.6));
    }

    @Test
    void joinsMeansAndShowsSingleRunsOfSeveralSeeds() {
        ScoreChart chart = chart(
                SampleResults.done(0, SampleResults.point(2, 0.9), 1, 6),
                SampleResults.done(1, SampleResults.point(2, 0.9), 2, 8));

        assertThat(chart.series())
                .containsExactly(new Series(
                        "alpha = 0.9", List.of(new Mark(2, 0.7)), List.of(new Mark(2, 0.6), new Mark(2, 0.8))));
    }

    @Test
    void takesTheFirstNumericKeyWithoutTemperature() {
        ScoreChart chart = chart(
                SampleResults.done(0, Map.of("training.optimizer.learningRate", 0.1), 1, 6),
                SampleResults.done(1, Map.of("training.optimizer.learningRate", 0.001), 1, 7));

        assertThat(chart.axis()).isEqualTo("learningRate");
        assertThat(chart.logarithmic()).isTrue();
        assertThat(chart.ticks()).extracting(Tick::label).containsExactly("0.001", "0.1");
        assertThat(chart.series())
                .containsExactly(new Series("student", List.of(new Mark(0.001, 0.7), new Mark(0.1, 0.6)), List.of()));
    }

    @Test
    void takesAKeyThatChangesOverATemperatureThatDoesNot() {
        ScoreChart chart = chart(
                SampleResults.done(0, SampleResults.point(2, 0.5), 1, 6),
                SampleResults.done(1, SampleResults.point(2, 0.9), 1, 7));

        assertThat(chart.axis()).isEqualTo("alpha");
        assertThat(chart.series()).extracting(Series::name).containsExactly("temperature = 2");
    }

    @Test
    void listsTrialsWithoutANumericKey() {
        ScoreChart chart = chart(
                SampleResults.done(0, Map.of("student.widths", List.of(3, 4)), 1, 6),
                SampleResults.done(1, Map.of("student.widths", List.of(5)), 1, 7));

        assertThat(chart.numeric()).isFalse();
        assertThat(chart.ticks()).containsExactly(new Tick(0, "widths=[3, 4]"), new Tick(1, "widths=[5]"));
        assertThat(chart.series())
                .containsExactly(new Series("student", List.of(new Mark(0, 0.6), new Mark(1, 0.7)), List.of()));
    }

    @Test
    void hasOnlyTheTeacherBeforeAnyTrialIsDone() {
        assertThat(chart().references()).containsExactly(new Reference("teacher", 0.9));
    }

    private static ScoreChart chart(TrialResult... trials) {
        return ScoreChart.of(SampleResults.results(-1, List.of(trials)), Score.ACCURACY);
    }
}
