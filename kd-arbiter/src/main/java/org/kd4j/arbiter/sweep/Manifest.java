package org.kd4j.arbiter.sweep;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import org.kd4j.arbiter.config.AnnotatorConfig;
import org.kd4j.arbiter.config.Config;
import org.kd4j.arbiter.config.RunConfig;
import org.nd4j.linalg.factory.Nd4j;

/** Where the numbers of a run come from: versions, hashes, seeds, threads, backend. */
final class Manifest {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private Manifest() {}

    static String of(Config config, Materials materials) {
        Map<String, Object> manifest = begin(config);
        manifest.put("objective", materials.students().objective(config).toString());
        manifest.put("data", materials.provenance().data());
        manifest.put("labels", materials.labels().names());
        manifest.put("teacher", teacher(materials.provenance()));
        manifest.put("studentTokenizer", materials.provenance().tokenizer());
        return text(manifest);
    }

    /** That of a sweep over models of annotators. */
    static String of(AnnotatorConfig config, AnnotatorMaterials materials) {
        Map<String, Object> manifest = begin(config);
        manifest.put("annotators", config.annotators().toString());
        manifest.put("data", materials.provenance().data());
        manifest.put("labels", materials.train().items().classes().names());
        manifest.put("encoder", materials.provenance().encoder());
        manifest.put("tokenizer", materials.provenance().tokenizer());
        manifest.put("split", materials.provenance().split());
        manifest.put("ties", config.data().ties().toPolicy().toString());
        return text(manifest);
    }

    private static Map<String, Object> begin(RunConfig config) {
        Map<String, Object> manifest = new LinkedHashMap<>();
        manifest.put("schemaVersion", 1);
        manifest.put("written", Instant.now().toString());
        manifest.put("versions", versions());
        manifest.put(
                "seeds",
                Map.of(
                        "training",
                        config.training().seed(),
                        "sweep",
                        config.sweep().seeds()));
        manifest.put("environment", environment());
        return manifest;
    }

    private static String text(Map<String, Object> manifest) {
        try {
            return JSON.writeValueAsString(manifest);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("only plain values are written", e);
        }
    }

    private static Map<String, Object> teacher(Materials.Provenance provenance) {
        Map<String, Object> teacher = new LinkedHashMap<>();
        teacher.put("model", provenance.model());
        teacher.put("engine", provenance.engine());
        teacher.put("fingerprint", provenance.teacher());
        teacher.put("probePenalty", provenance.probePenalty());
        return teacher;
    }

    /** The platform is part of it because sums are taken in another order elsewhere. */
    private static Map<String, Object> environment() {
        Properties backend = Nd4j.getExecutioner().getEnvironmentInformation();
        Map<String, Object> environment = new LinkedHashMap<>();
        environment.put("java", System.getProperty("java.vendor") + " " + System.getProperty("java.version"));
        environment.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        environment.put("arch", System.getProperty("os.arch"));
        environment.put("processors", Runtime.getRuntime().availableProcessors());
        environment.put("backend", backend.getProperty("backend"));
        environment.put("natives", System.getProperty("org.bytedeco.javacpp.platform.extension", ""));
        environment.put("blas", String.valueOf(backend.get("blas.vendor")));
        environment.put("threads", String.valueOf(backend.get("omp.threads")));
        return environment;
    }

    /** As the build knew them: packed into one jar, libraries forget their own. */
    private static Map<String, Object> versions() {
        Properties versions = new Properties();
        try (InputStream in = Manifest.class.getResourceAsStream("/org/kd4j/arbiter/versions.properties")) {
            versions.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, Object> named = new LinkedHashMap<>();
        versions.stringPropertyNames().forEach(name -> named.put(name, versions.getProperty(name)));
        return named;
    }
}
