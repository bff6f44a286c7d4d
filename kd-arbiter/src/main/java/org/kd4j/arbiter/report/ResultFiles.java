package org.kd4j.arbiter.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.kd4j.arbiter.results.SweepResults;
import org.kd4j.core.io.AtomicFiles;

/**
 * The files that show what a sweep found out: {@code results.csv}, {@code results.json}, {@code report.html}, and
 * {@code groups.csv} where records have groups.
 */
public final class ResultFiles {
    private static final String JSON = "results.json";

    private ResultFiles() {}

    /**
     * Writes all of them, each whole or not at all, over those of an earlier state of the sweep.
     *
     * @throws IOException if a file cannot be written; it is then as it was before
     */
    public static void write(Path directory, SweepResults results) throws IOException {
        AtomicFiles.writeText(directory.resolve("results.csv"), ResultsCsv.write(results));
        if (results.hasGroups()) {
            AtomicFiles.writeText(directory.resolve("groups.csv"), GroupsCsv.write(results));
        }
        AtomicFiles.writeText(directory.resolve(JSON), ResultsJson.writeIndented(results));
        AtomicFiles.writeText(directory.resolve("report.html"), ReportPage.write(results));
    }

    /**
     * What {@link #write} put into {@code results.json}. A number that is not finite comes back as NaN.
     *
     * @throws IOException if there is no such file, or it holds something else
     */
    public static SweepResults read(Path directory) throws IOException {
        return ResultsJson.read(Files.readString(directory.resolve(JSON)));
    }
}
