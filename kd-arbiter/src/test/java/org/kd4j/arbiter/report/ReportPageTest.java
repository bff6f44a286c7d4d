package org.kd4j.arbiter.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.kd4j.arbiter.results.Choice;
import org.kd4j.arbiter.results.SweepResults;

class ReportPageTest {
    private static final Pattern ELEMENT_OF_DATA =
            Pattern.compile("<script type=\"application/json\" id=\"charts\">(.*?)</script>", Pattern.DOTALL);

    @Test
    void saysWhoWon() {
        assertThat(ReportPage.write(SampleResults.grid()))
                .contains("Best distilled student on dev: temperature&#x3D;4 alpha&#x3D;0.5 (trial 3),"
                        + " accuracy 0.8000 (teacher 0.9000, baseline (hard labels) 0.6000)."
                        + " On test: 0.7000 (teacher 0.8000, baseline (hard labels) 0.5000).");
    }

    /** By hand: 8 of 10 are right with probability 0.9. */
    @Test
    void saysByWhichNumberTheBestWasChosen() {
        assertThat(ReportPage.write(SampleResults.chosenBy(Choice.LOG_LOSS, SampleResults.grid())))
                .contains("(trial 3), log loss 0.5448 (teacher 0.3251, baseline (hard labels) 0.9843).");
    }

    @Test
    void showsConfusionsWithShares() {
        // 8 of 10 are right: 4 of 5 in each class.
        assertThat(ReportPage.write(SampleResults.grid()))
                .contains("<td class=\"hit\" style=\"--strength: 0.800\">4 <small>80.0 %</small></td>")
                .contains("<td class=\"miss\" style=\"--strength: 0.200\">1 <small>20.0 %</small></td>");
    }

    /** The style sheet makes room by it. */
    @Test
    void saysHowManyClassesAConfusionHas() {
        assertThat(ReportPage.write(SampleResults.grid()))
                .contains("<div class=\"contenders\" style=\"--classes: 2\">");
    }

    @Test
    void escapesWhatUsersNamed() {
        String hostile = SampleResults.HOSTILE;
        SweepResults results = SampleResults.demonstration(
                List.of(hostile, "b"),
                SampleResults.results(
                        0,
                        List.of(
                                SampleResults.done(0, Map.of("student.name", hostile), 1, 6),
                                SampleResults.failed(1, Map.of("student." + hostile, 1), hostile))));

        String page = ReportPage.write(results);

        assertThat(page).contains("&lt;script&gt;alert(1)&lt;/script&gt;").doesNotContain(hostile);
        assertThat(page.split("<script", -1)).as("a script that is not ours").hasSize(4);
        assertThat(page.split("</script", -1)).as("an early end of a script").hasSize(4);
    }

    @Test
    void embedsTheChartsAsJson() throws Exception {
        SweepResults results = SampleResults.results(
                0, List.of(SampleResults.done(0, Map.of("student.name", SampleResults.HOSTILE), 1, 6)));

        JsonNode charts = data(ReportPage.write(results));

        assertThat(charts).hasSize(2);
        assertThat(charts.at("/0/ticks/0/label").textValue()).isEqualTo("name=" + SampleResults.HOSTILE);
        assertThat(charts.at("/0/series/0/means/0/y").doubleValue()).isEqualTo(0.6);
        assertThat(charts.at("/1/score").textValue()).isEqualTo("ECE");
    }

    @Test
    void drawsGroupsAndWeightsAsBars() throws Exception {
        String page = ReportPage.write(SampleResults.withGroups());
        JsonNode charts = data(page);

        assertThat(charts).hasSize(4);
        assertThat(charts.at("/2/categories")).hasToString("[\"a\",\"b\",\"=nobody\"]");
        assertThat(charts.at("/2/series"))
                .hasToString("[{\"name\":\"teacher\",\"values\":[0.75,1.0,null]},"
                        + "{\"name\":\"student\",\"values\":[0.875,0.0,null]},"
                        + "{\"name\":\"student + dedier\",\"values\":[0.75,1.0,null]}]");
        assertThat(charts.at("/3/categories/2").textValue()).isEqualTo("1 to 1.25");
        assertThat(charts.at("/3/series"))
                .hasToString("[{\"name\":\"epoch 1\",\"values\":[30.0,0.0,12.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0]}]");
        assertThat(page.split("<canvas", -1)).hasSize(5);
        assertThat(page.split("<script", -1)).hasSize(4);
    }

    @Test
    void listsGroupsWithTheWorst() {
        assertThat(ReportPage.write(SampleResults.withGroups()))
                .contains(
                        "The positive class is positive.",
                        "AUROC 0.7500; worst group: b, 0.0000, 0.8750 below the best (a)",
                        "<th scope=\"row\">b</th><td class=\"number\">2</td><td class=\"number\">1</td>"
                                + "<td class=\"number\">0.5000</td><td class=\"number\">0.0000</td>"
                                + "<td class=\"number\">0.6667</td><td class=\"number\">0.5000</td>",
                        "<td class=\"number\">undefined</td>");
        assertThat(ReportPage.write(SampleResults.grid())).doesNotContain("Groups on dev");
    }

    @Test
    void needsNothingFromOutside() {
        String page = ReportPage.write(SampleResults.grid());

        assertThat(page)
                .contains("default-src 'none'")
                .contains("Chart.js v4.5.1")
                .doesNotContain("sourceMappingURL")
                .doesNotContainPattern("(?i)<(script|img|iframe|link|object|embed)[^>]*\\s(src|href)=\"(?!data:)")
                .doesNotContainPattern("(?i)@import|url\\(\\s*['\"]?http");
    }

    @Test
    void warnsOfDemonstrationDataOnly() {
        SweepResults demonstration = SampleResults.demonstration(List.of("a", "b"), SampleResults.grid());

        assertThat(ReportPage.write(demonstration)).contains("Demonstration data.");
        assertThat(ReportPage.write(SampleResults.grid())).doesNotContain("Demonstration data.");
    }

    @Test
    void reloadsOnlyWhileTrialsAreMissing() {
        SweepResults running = SampleResults.results(
                0,
                List.of(
                        SampleResults.done(0, SampleResults.point(1, 0.5), 1, 6),
                        SampleResults.planned(1, SampleResults.point(2, 0.5))));

        assertThat(ReportPage.write(running)).contains("1 of 2 trials done", "http-equiv=\"refresh\"");
        assertThat(ReportPage.write(SampleResults.grid())).doesNotContain("http-equiv=\"refresh\"");
    }

    @Test
    void listsFailedTrialsWithTheirErrors() {
        assertThat(ReportPage.write(SampleResults.grid()))
                .contains("Failed trials", "Trial 4 (temperature&#x3D;4 alpha&#x3D;0.9)", "calc&#39;!A0");
    }

    @Test
    void showsTheTeacherBeforeAnyTrialIsDone() {
        assertThat(ReportPage.write(SampleResults.results(-1, List.of())))
                .contains("No trial is done yet. The teacher&#39;s accuracy on dev is 0.9000.");
    }

    private static JsonNode data(String page) throws Exception {
        Matcher matcher = ELEMENT_OF_DATA.matcher(page);
        assertThat(matcher.find()).isTrue();
        return new ObjectMapper().readTree(matcher.group(1));
    }
}
