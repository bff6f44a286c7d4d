package org.kd4j.models.teacher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.kd4j.core.failure.InvalidInput;

/** The names of the classes in the {@code config.json} that transformers writes beside a model. */
public final class ConfigLabels {
    private static final long LARGEST = 16 << 20;

    private ConfigLabels() {}

    /**
     * The values of {@code id2label}, in the order of their numbers.
     *
     * @return no labels where the file is missing or names none
     * @throws InvalidInput if it is no such file, or does not number the labels from 0
     */
    public static List<String> read(Path file) {
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            if (Files.size(file) > LARGEST) {
                throw new IOException("it has " + Files.size(file) + " bytes");
            }
            JsonNode names = new ObjectMapper().readTree(file.toFile()).path("id2label");
            List<String> labels = new ArrayList<>();
            for (int i = 0; i < names.size(); i++) {
                labels.add(names.required(String.valueOf(i)).asText());
            }
            return labels;
        } catch (IOException | IllegalArgumentException e) {
            throw new InvalidInput(
                    file.toString(),
                    "no labels that can be read (" + e.getMessage() + ")",
                    "a JSON object whose id2label names the classes 0, 1, …",
                    "Give the labels with --labels.");
        }
    }
}
