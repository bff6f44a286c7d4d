package org.kd4j.data.annotations;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.kd4j.core.annotation.Annotators;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.core.io.AtomicFiles;
import org.kd4j.data.records.Utf8Reader;

/**
 * Annotators as a file that goes with a model: a JSON object of {@code formatVersion} 1, {@code names} in the order of their
 * numbers from 1 on, and {@code attributes}, an object of arrays of values in the same order; an empty value is not known.
 */
public final class AnnotatorsFile {
    private static final int FORMAT = 1;
    private static final long LARGEST = 256L << 20;
    private static final String EXPECTED = "annotators as kd4j writes them, of format version " + FORMAT;
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private AnnotatorsFile() {}

    /** Writes them; equal annotators are equal files, and the file appears whole or not at all. */
    public static void write(Path file, Annotators annotators) throws IOException {
        ObjectNode json = JSON.createObjectNode().put("formatVersion", FORMAT);
        annotators.names().forEach(json.putArray("names")::add);
        ObjectNode attributes = json.putObject("attributes");
        new TreeMap<>(annotators.attributes())
                .forEach((name, values) -> values.forEach(attributes.putArray(name)::add));
        AtomicFiles.writeText(file, JSON.writeValueAsString(json) + "\n");
    }

    /** @throws InvalidInput if there is no such file, or it is not what {@link #write} makes */
    public static Annotators read(Path file) {
        try (Reader text = Utf8Reader.open(file, EXPECTED)) {
            if (Files.size(file) > LARGEST) {
                throw broken(file.toString(), "a file of " + Files.size(file) + " bytes");
            }
            return annotators(file.toString(), JSON.readTree(text));
        } catch (JsonProcessingException e) {
            String line = e.getLocation() == null ? "" : ":" + e.getLocation().getLineNr();
            throw broken(file + line, "no JSON (" + e.getOriginalMessage() + ")");
        } catch (IOException | IllegalArgumentException e) {
            throw broken(file.toString(), "no annotators that can be read (" + e.getMessage() + ")");
        }
    }

    private static Annotators annotators(String file, JsonNode json) {
        JsonNode format = json.path("formatVersion");
        if (!format.isInt() || format.intValue() != FORMAT) {
            throw broken(file, format.isMissingNode() ? "no format version" : "format version " + format);
        }
        List<String> names = texts(file, json, "names");
        if (names.contains("")) {
            throw broken(file, "an empty name");
        }
        JsonNode attributes = json.path("attributes");
        if (!attributes.isObject()) {
            throw broken(file, "no object \"attributes\"");
        }
        Map<String, List<String>> values = new TreeMap<>();
        attributes.fieldNames().forEachRemaining(name -> values.put(name, texts(file, attributes, name)));
        return new Annotators(names, values);
    }

    private static List<String> texts(String file, JsonNode json, String name) {
        JsonNode array = json.path(name);
        List<String> texts = new ArrayList<>();
        array.forEach(value -> {
            if (value.isTextual()) {
                texts.add(value.textValue());
            }
        });
        if (!array.isArray() || texts.size() < array.size()) {
            throw broken(file, "other than an array of texts as \"" + name + "\"");
        }
        return texts;
    }

    private static InvalidInput broken(String where, String found) {
        return new InvalidInput(where, found, EXPECTED, "Take the file that was written with the model.");
    }
}
