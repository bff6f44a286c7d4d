package org.kd4j.arbiter.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.kd4j.arbiter.results.AnnotatorResults;
import org.kd4j.arbiter.results.EpochScores;

/** The page about models of annotators, as a sweep writes it. */
class AnnotatorPageTest extends AbstractAnnotatorSweepTest {
    private static final Pattern CHARTS = Pattern.compile("id=\"charts\">(.*?)</script>", Pattern.DOTALL);

    /** Loss, accuracy, macro-F1 and soft cross-entropy of the best model and of the majority, beside the references. */
    @Test
    void drawsEpochsAndEscapesWhatUsersNamed() throws Exception {
        String hostile = "<script>alert(1)</script>";
        String rows = Files.readString(folder.resolve("labels.csv"));
        Files.writeString(folder.resolve("labels.csv"), rows.replace(",left", "," + hostile));
        AnnotatorResults results = sweep("annotators={model: separate-heads}", "training.epochs=3");

        String page = Files.readString(folder.resolve("run/report.html"));
        assertThat(page)
                .doesNotContain(hostile)
                .contains("&lt;script&gt;alert(1)", "item-mode oracle", "annotator’s own mode");
        Matcher data = CHARTS.matcher(page);
        assertThat(data.find()).isTrue();
        JsonNode charts = new ObjectMapper().readTree(data.group(1));
        assertThat(charts).hasSize(4);
        assertThat(page.split("<canvas", -1)).hasSize(5);
        assertThat(charts.at("/0/series").findValuesAsText("name"))
                .containsExactly(
                        "separate-heads, training",
                        "separate-heads, dev",
                        "majority (baseline), training",
                        "majority (baseline), dev");
        List<EpochScores> epochs = results.trials().get(1).epochs();
        assertThat(charts.at("/0/series/0/means/2/x").doubleValue()).isEqualTo(3);
        assertThat(charts.at("/0/series/0/means/2/y").doubleValue())
                .isEqualTo(epochs.get(2).loss());
        assertThat(charts.at("/1/series/0/means/2/y").doubleValue())
                .isEqualTo(epochs.get(2).accuracy());
        assertThat(charts.at("/1/references").findValuesAsText("name"))
                .containsExactly("constant", "annotator's own mode", "item-mode oracle");
    }
}
