package org.kd4j.data.annotations;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.data.records.Utf8Reader;

/**
 * JSON as the shared task Learning with Disagreements distributes it (Leonardelli et al.: SemEval-2023 Task 11; arXiv:
 * 2304.14803): an object of items by their ids, each an object with {@code text}, and {@code annotations} and
 * {@code annotators}, two texts of as many values between commas. What else there is is passed over.
 */
public record LeWiDiJson() implements AnnotationFormat {
    /** Every item has a name of its own, which the parser need not remember. */
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .build();

    private static final String EXPECTED =
            "an object of items, each with the texts \"text\", \"annotations\" and \"annotators\"";
    private static final String ADVICE = "Check the file, or its format.";

    /** None: files that have some have each in a way of its own. */
    @Override
    public List<String> attributes() {
        return List.of();
    }

    @Override
    public void read(Path file, AnnotationSink sink) throws IOException {
        String name = file.toString();
        try (JsonParser parser = JSON.createParser(Utf8Reader.open(file, Cells.EXPECTED_FILE))) {
            items(name, parser, sink);
        } catch (JsonProcessingException e) {
            throw new InvalidInput(
                    name + (e.getLocation() == null ? "" : ":" + e.getLocation().getLineNr()),
                    "no JSON (" + e.getOriginalMessage() + ")",
                    EXPECTED,
                    ADVICE);
        }
    }

    private static void items(String file, JsonParser parser, AnnotationSink sink) throws IOException {
        if (parser.nextToken() == null) {
            throw new InvalidInput(file, "an empty file", EXPECTED, "Check how the file was made.");
        }
        requireObject(file, parser, "that is no object");
        int items = 0;
        for (; parser.nextToken() == JsonToken.FIELD_NAME; items++) {
            String id = parser.currentName();
            Source source = source(file, parser);
            parser.nextToken();
            requireObject(file, parser, "for the item '" + id + "' that is no object");
            pass(Cells.required(id.strip(), "item id", source), JSON.readTree(parser), source, sink);
        }
        if (items == 0) {
            throw new InvalidInput(file, "an object without items", EXPECTED, "Check how the file was made.");
        }
        if (parser.nextToken() != null) {
            throw new InvalidInput(source(file, parser).toString(), "something after the object", EXPECTED, ADVICE);
        }
    }

    private static void requireObject(String file, JsonParser parser, String what) {
        if (!parser.isExpectedStartObjectToken()) {
            throw new InvalidInput(source(file, parser).toString(), "JSON " + what, EXPECTED, ADVICE);
        }
    }

    private static Source source(String file, JsonParser parser) {
        return new Source(file, parser.currentTokenLocation().getLineNr());
    }

    private static void pass(String id, JsonNode item, Source source, AnnotationSink sink) {
        List<String> labels = values(id, item, "annotations", source);
        List<String> annotators = values(id, item, "annotators", source);
        if (labels.size() != annotators.size()) {
            throw new InvalidInput(
                    source.toString(),
                    labels.size() + " annotations and " + annotators.size() + " annotators of the item '" + id + "'",
                    "as many",
                    "Correct the item.");
        }
        sink.item(source, id, text(id, item, "text", source));
        for (int i = 0; i < labels.size(); i++) {
            sink.label(source, Cells.required(annotators.get(i), "annotator", source), List.of(), labels.get(i));
        }
    }

    private static List<String> values(String id, JsonNode item, String name, Source source) {
        String values = text(id, item, name, source);
        return values.isBlank()
                ? List.of()
                : Arrays.stream(values.split(",", -1)).map(String::strip).toList();
    }

    private static String text(String id, JsonNode item, String name, Source source) {
        JsonNode value = item.path(name);
        if (!value.isTextual()) {
            throw new InvalidInput(
                    source.toString(),
                    "the item '" + id + "' " + (value.isMissingNode() ? "without \"" : "with other than a text as \"")
                            + name + "\"",
                    EXPECTED,
                    "Correct the item.");
        }
        return value.textValue();
    }
}
