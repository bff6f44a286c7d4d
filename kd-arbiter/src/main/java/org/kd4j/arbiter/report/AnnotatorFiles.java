package org.kd4j.arbiter.report;

import java.io.IOException;
import java.nio.file.Path;
import org.kd4j.arbiter.results.AnnotatorResults;
import org.kd4j.core.io.AtomicFiles;

/**
 * The files that show what a sweep over models of annotators found out: {@code results.csv}, {@code epochs.csv},
 * {@code groups.csv}, {@code results.json} and {@code report.html}.
 */
public final class AnnotatorFiles {
    private AnnotatorFiles() {}

    /**
     * Writes all of them, each whole or not at all, over those of an earlier state of the sweep.
     *
     * @throws IOException if a file cannot be written; it is then as it was before
     */
    public static void write(Path directory, AnnotatorResults results) throws IOException {
        AtomicFiles.writeText(directory.resolve("results.csv"), AnnotatorsCsv.results(results));
        AtomicFiles.writeText(directory.resolve("epochs.csv"), AnnotatorsCsv.epochs(results));
        AtomicFiles.writeText(directory.resolve("groups.csv"), AnnotatorsCsv.groups(results));
        AtomicFiles.writeText(directory.resolve("results.json"), ResultsJson.writeIndented(results));
        AtomicFiles.writeText(directory.resolve("report.html"), ReportPage.write(results));
    }
}
