package org.kd4j.arbiter.report;

import com.samskivert.mustache.Mustache;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.kd4j.arbiter.results.AnnotatorResults;
import org.kd4j.arbiter.results.SweepResults;

/** The results as one page that needs no other file and no network. */
final class ReportPage {
    private static final String CHART_LIBRARY = "/META-INF/resources/webjars/chart.js/4.5.1/dist/chart.umd.min.js";

    /** What the template fills in without escaping: our own style and scripts, and the data made fit for a script. */
    private record Parts(Object view, String style, String chartLibrary, String script, String charts) {}

    private ReportPage() {}

    static String write(SweepResults results) {
        return page("report.html", ReportView.of(results), charts(results));
    }

    /** Those of models of annotators. */
    static String write(AnnotatorResults results) {
        AnnotatorView view = AnnotatorView.of(results);
        List<Object> charts = new ArrayList<>();
        view.figures().forEach(figure -> charts.add(figure.chart()));
        return page("annotators.html", view, charts);
    }

    private static List<Object> charts(SweepResults results) {
        // In the order of the page's figures.
        List<Object> charts =
                new ArrayList<>(List.of(ScoreChart.of(results, Score.ACCURACY), ScoreChart.of(results, Score.ECE)));
        charts.addAll(BarChart.of(results));
        return charts;
    }

    private static String page(String template, Object view, List<Object> charts) {
        return Mustache.compiler()
                .nullValue("")
                .withLoader(part -> new StringReader(resource(part)))
                .compile(resource(template))
                .execute(new Parts(
                        view,
                        resource("report.css"),
                        chartLibrary(),
                        resource("report.js"),
                        // No text inside can then end the script element.
                        ResultsJson.write(charts).replace("<", "\\u003c")));
    }

    /** Without the address of a source map, which browsers' tools would fetch. */
    private static String chartLibrary() {
        return resource(CHART_LIBRARY).replaceFirst("//# sourceMappingURL=.*", "");
    }

    private static String resource(String name) {
        try (InputStream in = ReportPage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
