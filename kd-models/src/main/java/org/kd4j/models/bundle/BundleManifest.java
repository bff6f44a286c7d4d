package org.kd4j.models.bundle;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.kd4j.core.encoder.PositionRule;
import org.kd4j.models.annotator.AnnotatorSettings;
import org.kd4j.models.annotator.CombinerSettings;

/**
 * What a bundle says of itself, as JSON. It holds no time, so that equal models are equal files.
 *
 * @param formatVersion {@link #FORMAT}
 * @param kd4jVersion that wrote it
 * @param model kind and sizes
 * @param labels names of the classes in the order of the logits
 * @param specialTokens whether texts are framed by the tokenizer's special tokens
 * @param files size and hash of every other file, by name
 */
record BundleManifest(
        int formatVersion,
        String kd4jVersion,
        ModelSettings model,
        List<String> labels,
        boolean specialTokens,
        Map<String, Content> files) {
    static final int FORMAT = 1;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .addMixIn(PositionRule.class, Position.class)
            .addMixIn(AnnotatorSettings.Model.class, AnnotatorModel.class)
            .addMixIn(CombinerSettings.class, Combiner.class)
            .build();

    /** @param sha256 in hex */
    record Content(long bytes, String sha256) {
        Content {
            if (bytes < 0 || !sha256.matches("[0-9a-f]{64}")) {
                throw new IllegalArgumentException("a file of " + bytes + " bytes with SHA-256 '" + sha256 + "'");
            }
        }
    }

    /** Throws {@link IllegalArgumentException} if the labels are not the model's. */
    BundleManifest {
        labels = List.copyOf(labels);
        files = new TreeMap<>(files);
        if (labels.size() != model.task().classes() || new HashSet<>(labels).size() < labels.size()) {
            throw new IllegalArgumentException(
                    "labels: found " + labels + ", expected " + model.task().classes() + " different ones");
        }
    }

    static BundleManifest of(
            ModelSettings model, List<String> labels, boolean specialTokens, Map<String, Content> files) {
        String version = BundleManifest.class.getPackage().getImplementationVersion();
        return new BundleManifest(
                FORMAT, version == null ? "(unpacked)" : version, model, labels, specialTokens, files);
    }

    byte[] toJson() throws IOException {
        return JSON.writeValueAsBytes(this);
    }

    /** @throws IOException saying what is wrong, if these are not the bytes of a manifest of this format */
    static BundleManifest read(byte[] json) throws IOException {
        JsonNode root = JSON.readTree(json);
        JsonNode format = root.path("formatVersion");
        if (!format.isInt() || format.intValue() != FORMAT) {
            throw new IOException(
                    format.isMissingNode() ? "no format version" : "format version " + format + ", not " + FORMAT);
        }
        return JSON.treeToValue(root, BundleManifest.class);
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = PositionRule.FromStart.class, name = "from-start"),
        @JsonSubTypes.Type(value = PositionRule.BehindPadding.class, name = "behind-padding")
    })
    private interface Position {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = AnnotatorSettings.SeparateHeads.class, name = "separate-heads"),
        @JsonSubTypes.Type(value = AnnotatorSettings.SharedRecommender.class, name = "shared-recommender"),
        @JsonSubTypes.Type(value = AnnotatorSettings.Pooled.class, name = "pooled")
    })
    private interface AnnotatorModel {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = CombinerSettings.FeedForward.class, name = "feed-forward"),
        @JsonSubTypes.Type(value = CombinerSettings.DeepCross.class, name = "deep-cross")
    })
    private interface Combiner {}
}
