package org.kd4j.arbiter.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.kd4j.models.onnx.ParityReport;
import org.kd4j.models.teacher.ImportedTeacher;

/** What an import has written, as JSON and for people. */
final class ImportText {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final double MEGABYTE = 1e6;

    private ImportText() {}

    static String json(ImportedTeacher teacher, Path folder) throws IOException {
        ParityReport report = teacher.model().report();
        ObjectNode document = JSON.createObjectNode()
                .put("model", teacher.file().toString())
                .put("folder", folder.toString())
                .put("fingerprint", teacher.model().graph().fingerprint())
                .put("opset", report.opset())
                .put("cases", report.cases())
                .put("maxAbsDiff", report.maxAbsDiff());
        ArrayNode references = document.putArray("references");
        teacher.model().references().forEach(references::add);
        ArrayNode outputs = document.putArray("outputs");
        teacher.model().graph().outputs().forEach(outputs::add);
        document.put("tokenizer", teacher.tokenizer().isPresent());
        ArrayNode labels = document.putArray("labels");
        teacher.labels().forEach(labels::add);
        ObjectNode files = document.putObject("files");
        for (Path file : files(folder)) {
            files.put(file.getFileName().toString(), Files.size(file));
        }
        return document.toString();
    }

    static String summary(ImportedTeacher teacher, Path folder) throws IOException {
        ParityReport report = teacher.model().report();
        long bytes = 0;
        for (Path file : files(folder)) {
            bytes += Files.size(file);
        }
        return String.format(
                Locale.ROOT,
                "%s: %.1f MB; agrees with %s in %d cases, to %.1e. %s. %s.",
                folder,
                bytes / MEGABYTE,
                String.join(" and ", teacher.model().references()),
                report.cases(),
                report.maxAbsDiff(),
                teacher.tokenizer().isPresent() ? "With its tokenizer" : "No tokenizer",
                teacher.labels().isEmpty() ? "No labels" : "Labels: " + String.join(", ", teacher.labels()));
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }
}
