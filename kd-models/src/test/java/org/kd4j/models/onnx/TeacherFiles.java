package org.kd4j.models.onnx;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The exported teachers among the golden cases: each NAME.onnx has its cases beside it in NAME.json. */
public final class TeacherFiles {
    private TeacherFiles() {}

    /** All of them, from the folder that kd.golden names or from the test resources. */
    public static List<Path> all() {
        return models(folder());
    }

    /** Encoders of other families, whose cases hold the hidden states that the exports do not put out. */
    static List<Path> encoders() {
        return models(resource("encoders"));
    }

    /** The folder of small classifiers with heads of all kinds. */
    static Path heads() {
        return resource("heads");
    }

    private static List<Path> models(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".onnx"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Path model(String name) {
        return folder().resolve(name + ".onnx");
    }

    public static List<ParityCase> cases(Path model) {
        return ParityCases.read(Path.of(model.toString().replaceFirst("\\.onnx$", ".json")));
    }

    private static Path folder() {
        String golden = System.getProperty("kd.golden", "");
        return golden.isEmpty() ? resource("teachers") : Path.of(golden, "teachers");
    }

    private static Path resource(String folder) {
        try {
            return Path.of(TeacherFiles.class.getResource("/golden/" + folder).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
