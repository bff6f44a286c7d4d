package org.kd4j.models.onnx;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.kd4j.core.encoder.Activation;
import org.kd4j.models.head.HeadKind;
import org.kd4j.models.onnx.EncoderPlan.Block;
import org.kd4j.models.onnx.EncoderPlan.Embeddings;
import org.kd4j.models.onnx.EncoderPlan.Linear;
import org.kd4j.models.onnx.EncoderPlan.Normalization;

/** An {@link EncoderForm} as JSON, so that a saved graph can be run by the CPU engine too. */
final class EncoderFormJson {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String HEAD = "head";

    private EncoderFormJson() {}

    static ObjectNode write(EncoderForm form) {
        EncoderPlan plan = form.plan();
        ObjectNode json = JSON.createObjectNode().put("ids", plan.ids());
        plan.mask().ifPresent(input -> json.put("mask", input));
        plan.types().ifPresent(input -> json.put("types", input));
        json.put("heads", plan.heads()).put("activation", plan.activation().name());
        json.set("embeddings", write(plan.embeddings()));
        ArrayNode blocks = json.putArray("blocks");
        plan.blocks().forEach(block -> blocks.add(write(block)));
        ObjectNode states = json.putObject("states");
        new TreeMap<>(form.states()).forEach(states::put);
        ObjectNode tails = json.putObject("tails");
        new TreeMap<>(form.tails()).forEach(tails::put);
        new TreeSet<>(form.tailStates()).forEach(json.putArray("tailStates")::add);
        json.set(HEAD, write(form.head()));
        new TreeSet<>(form.copied()).forEach(json.putArray("copied")::add);
        return json;
    }

    private static ObjectNode write(HeadPlan head) {
        ObjectNode json = JSON.createObjectNode();
        if (head instanceof HeadPlan.None none) {
            return json.put("none", none.reason());
        }
        HeadPlan.Known known = (HeadPlan.Known) head;
        json.put("output", known.output()).put("kind", known.kind().name());
        known.inner().ifPresent(layer -> json.set("inner", write(layer)));
        json.set("last", write(known.last()));
        return json;
    }

    private static ObjectNode write(Embeddings tables) {
        ObjectNode json = JSON.createObjectNode().put("words", tables.words());
        tables.positions().ifPresent(table -> json.put("positions", table));
        tables.padding().ifPresent(id -> json.put("padding", id));
        tables.types().ifPresent(table -> json.put("types", table));
        json.set("normalization", write(tables.normalization()));
        tables.projection().ifPresent(layer -> json.set("projection", write(layer)));
        return json;
    }

    private static ObjectNode write(Block block) {
        ObjectNode json = JSON.createObjectNode();
        json.set("query", write(block.query()));
        json.set("key", write(block.key()));
        json.set("value", write(block.value()));
        json.set("output", write(block.output()));
        json.set("attentionNormalization", write(block.attentionNormalization()));
        json.set("up", write(block.up()));
        json.set("down", write(block.down()));
        json.set("outputNormalization", write(block.outputNormalization()));
        return json;
    }

    private static ObjectNode write(Linear layer) {
        return JSON.createObjectNode().put("weights", layer.weights()).put("bias", layer.bias());
    }

    private static ObjectNode write(Normalization norm) {
        return JSON.createObjectNode()
                .put("gain", norm.gain())
                .put("bias", norm.bias())
                .put("epsilon", norm.epsilon());
    }

    /** Throws {@link IllegalArgumentException} where the JSON is not what {@link #write} makes. */
    static EncoderForm read(JsonNode json) {
        List<Block> blocks = new ArrayList<>();
        json.required("blocks").forEach(block -> blocks.add(block(block)));
        EncoderPlan plan = new EncoderPlan(
                text(json, "ids"),
                optional(json, "mask"),
                optional(json, "types"),
                json.required("heads").intValue(),
                Activation.valueOf(text(json, "activation")),
                embeddings(json.required("embeddings")),
                blocks);
        Map<String, Integer> states = new HashMap<>();
        json.required("states")
                .properties()
                .forEach(state -> states.put(state.getKey(), state.getValue().intValue()));
        Map<String, String> tails = new HashMap<>();
        json.required("tails")
                .properties()
                .forEach(tail -> tails.put(tail.getKey(), tail.getValue().asText()));
        Set<Integer> tailStates = new HashSet<>();
        json.required("tailStates").forEach(state -> tailStates.add(state.intValue()));
        Set<String> copied = new HashSet<>();
        json.required("copied").forEach(name -> copied.add(name.asText()));
        return new EncoderForm(plan, states, tails, tailStates, head(json.path(HEAD)), copied);
    }

    private static HeadPlan head(JsonNode json) {
        if (json.isMissingNode()) {
            return new HeadPlan.None("it was imported before heads were known; import it again");
        }
        if (json.has("none")) {
            return new HeadPlan.None(text(json, "none"));
        }
        return new HeadPlan.Known(
                text(json, "output"),
                HeadKind.valueOf(text(json, "kind")),
                json.has("inner") ? Optional.of(linear(json.get("inner"))) : Optional.empty(),
                linear(json.required("last")));
    }

    private static Embeddings embeddings(JsonNode json) {
        return new Embeddings(
                text(json, "words"),
                optional(json, "positions"),
                json.has("padding") ? Optional.of(json.get("padding").intValue()) : Optional.empty(),
                optional(json, "types"),
                normalization(json.required("normalization")),
                json.has("projection") ? Optional.of(linear(json.get("projection"))) : Optional.empty());
    }

    private static Block block(JsonNode json) {
        return new Block(
                linear(json.required("query")),
                linear(json.required("key")),
                linear(json.required("value")),
                linear(json.required("output")),
                normalization(json.required("attentionNormalization")),
                linear(json.required("up")),
                linear(json.required("down")),
                normalization(json.required("outputNormalization")));
    }

    private static Linear linear(JsonNode json) {
        return new Linear(text(json, "weights"), text(json, "bias"), false);
    }

    private static Normalization normalization(JsonNode json) {
        return new Normalization(
                text(json, "gain"), text(json, "bias"), json.required("epsilon").floatValue());
    }

    private static String text(JsonNode json, String field) {
        return json.required(field).asText();
    }

    private static Optional<String> optional(JsonNode json, String field) {
        return json.has(field) ? Optional.of(text(json, field)) : Optional.empty();
    }
}
