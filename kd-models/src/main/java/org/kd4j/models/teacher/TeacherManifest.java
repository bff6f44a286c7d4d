package org.kd4j.models.teacher;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.models.onnx.OnnxGraph;
import org.kd4j.models.onnx.ParityCase;
import org.kd4j.models.onnx.ParityReport;
import org.kd4j.models.onnx.SavedGraph;

/** What a {@link TeacherFolder} says of its model, as JSON. It holds no time, so that equal imports are equal files. */
final class TeacherManifest {
    private static final int FORMAT = 1;
    private static final long LARGEST = 16 << 20;
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private TeacherManifest() {}

    static void write(Path file, ImportedTeacher teacher, ObjectNode graph) throws IOException {
        ObjectNode manifest = JSON.createObjectNode();
        ObjectNode files = manifest.putObject("files");
        for (Path beside : files(file.getParent())) {
            files.put(beside.getFileName().toString(), Files.size(beside));
        }
        manifest.put("formatVersion", FORMAT);
        manifest.set("graph", graph);
        String version = TeacherManifest.class.getPackage().getImplementationVersion();
        manifest.put("kd4jVersion", version == null ? "(unpacked)" : version);
        teacher.labels().forEach(manifest.putArray("labels")::add);
        manifest.putObject("model")
                .put("file", teacher.file().getFileName().toString())
                .put("fingerprint", teacher.model().graph().fingerprint())
                .put("opset", teacher.model().report().opset());
        ObjectNode parity = manifest.putObject("parity")
                .put("cases", teacher.model().report().cases())
                .put("maxAbsDiff", teacher.model().report().maxAbsDiff());
        teacher.model().references().forEach(parity.putArray("references")::add);
        teacher.model().report().outputs().stream().sorted().forEach(parity.putArray("outputs")::add);
        Files.write(file, JSON.writeValueAsBytes(manifest));
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    /** Names of the files that were written before the manifest. */
    static Set<String> files(JsonNode manifest) {
        Set<String> names = new HashSet<>();
        manifest.path("files").fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** @throws InvalidInput if the file is no manifest of a format that is known here */
    static JsonNode read(Path file) {
        try {
            if (Files.size(file) > LARGEST) {
                throw new IOException("it has " + Files.size(file) + " bytes");
            }
            JsonNode manifest = JSON.readTree(file.toFile());
            int format = manifest.path("formatVersion").asInt();
            if (format != FORMAT) {
                throw broken(file, "format version " + format);
            }
            return manifest;
        } catch (IOException e) {
            throw broken(file, "no readable JSON (" + e.getMessage() + ")");
        }
    }

    static OnnxGraph graph(JsonNode manifest, Path folder) {
        String fingerprint = manifest.path("model").path("fingerprint").asText();
        return SavedGraph.load(folder, folder.toString(), fingerprint, manifest.path("graph"));
    }

    static ParityReport verify(JsonNode manifest, Path folder, List<ParityCase> expected) {
        JsonNode model = manifest.path("model");
        String fingerprint = model.path("fingerprint").asText();
        long opset = model.path("opset").asLong();
        return SavedGraph.verify(folder, folder.toString(), fingerprint, manifest.path("graph"), opset, expected);
    }

    static List<String> labels(JsonNode manifest) {
        List<String> labels = new ArrayList<>();
        manifest.path("labels").forEach(label -> labels.add(label.asText()));
        return labels;
    }

    private static InvalidInput broken(Path file, String found) {
        return new InvalidInput(
                file.toString(),
                found,
                "a manifest of format version " + FORMAT,
                "Import the model again, with this version of kd4j.");
    }
}
