package org.kd4j.models.onnx;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.core.samediff.GraphSessions;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * An ONNX model as a SameDiff graph, for inputs of any batch size and length. One call runs at a time; others wait.
 */
public final class OnnxGraph implements TextModel {
    /** A session keeps arrays for every shape it has seen, so it is given up after this many different ones. */
    private static final int SHAPES_PER_SESSION = 4;

    private final SameDiff sameDiff;
    private final Map<String, OnnxModel.Input> inputs = new LinkedHashMap<>();
    private final GraphSessions sessions;
    private final Map<String, String> hiddenStates;
    private final EncoderSearch encoder;
    private GraphSignature signature;
    private boolean closed;

    OnnxGraph(GraphSignature signature, SameDiff sameDiff) {
        this(signature, sameDiff, Map.of(), new EncoderSearch.None("nothing is known of its structure"));
    }

    /**
     * @param hiddenStates of outputs that the export has not: the name of the same value in the export
     * @param encoder how the CPU engine runs the model, where it can
     */
    OnnxGraph(GraphSignature signature, SameDiff sameDiff, Map<String, String> hiddenStates, EncoderSearch encoder) {
        this.signature = signature;
        this.sameDiff = sameDiff;
        this.sessions = new GraphSessions(sameDiff, SHAPES_PER_SESSION);
        this.hiddenStates = Map.copyOf(hiddenStates);
        this.encoder = encoder;
        signature.inputs().forEach(input -> inputs.put(input.name(), input));
    }

    GraphSignature signature() {
        return signature;
    }

    /** The graph itself, for whoever saves it; runs go through this object, which checks what they are given. */
    SameDiff sameDiff() {
        return sameDiff;
    }

    @Override
    public String name() {
        return signature.name();
    }

    @Override
    public List<String> inputs() {
        return List.copyOf(inputs.keySet());
    }

    @Override
    public List<String> outputs() {
        return List.copyOf(signature.outputs().keySet());
    }

    /** Of outputs that the export has not, the name of the same value in the export. */
    Map<String, String> hiddenStates() {
        return hiddenStates;
    }

    /**
     * The weights of the encoder in this graph; they lie in it.
     *
     * @throws InvalidInput if it is no encoder that the CPU engine knows, or the engine does not agree with the graph
     */
    public PretrainedEncoder pretrained() {
        return Engines.pretrained(this);
    }

    /** The weights of the head behind that encoder, if it has one that is known; they lie in this graph. */
    public HeadSearch pretrainedHead() {
        return Engines.pretrainedHead(this);
    }

    /** How the CPU engine runs the model, where it can. */
    EncoderSearch encoder() {
        return encoder;
    }

    @Override
    public Engine engine() {
        return Engine.SAMEDIFF;
    }

    /** Takes back all other outputs, of which nobody knows whether they are right. */
    void keepOutputs(Set<String> verified) {
        signature = signature.keeping(verified);
    }

    @Override
    public int rank(String output) {
        return signature.outputs().get(output).rank();
    }

    @Override
    public int width(String output) {
        Shape shape = signature.outputs().get(output);
        Dim last = shape.last();
        if (!last.isConstant()) {
            throw new InvalidInput(
                    name() + ", output '" + output + "'",
                    "shape " + shape,
                    "a last axis of fixed size",
                    "Name an output that is logits or hidden states.");
        }
        return Math.toIntExact(last.value());
    }

    @Override
    public String fingerprint() {
        return signature.fingerprint();
    }

    @Override
    public OptionalLong vocabulary(String input) {
        Long rows = signature.vocabularies().get(input);
        return rows == null ? OptionalLong.empty() : OptionalLong.of(rows);
    }

    /**
     * The open sizes of inputs of this batch size and length, by the names that the model gives them. Sizes that it
     * fixes stay what they are.
     */
    Map<String, Long> sizes(long batch, long length) {
        Map<String, Long> sizes = new TreeMap<>();
        for (OnnxModel.Input input : inputs.values()) {
            sizes.putIfAbsent(input.shape().dim(0).toString(), batch);
            sizes.putIfAbsent(input.shape().dim(1).toString(), length);
        }
        return sizes;
    }

    /** Whether the model allows inputs of this batch size and length, as far as sizes alone can tell. */
    boolean fits(long batch, long length) {
        Map<String, Long> sizes = sizes(batch, length);
        return signature.bounds().stream()
                .noneMatch(bound -> bound.low().at(sizes) > bound.high().at(sizes));
    }

    /** Whether the model has rows in its tables for all that these inputs index, positions among them. */
    synchronized boolean admits(Map<String, long[][]> given) {
        try {
            Map<String, INDArray> arrays = arrays(given);
            arrays.values().forEach(GraphSessions::release);
            return true;
        } catch (InvalidInput refused) {
            return false;
        }
    }

    /** Whether any size of an input is left open. */
    boolean hasOpenSizes() {
        return inputs.values().stream().anyMatch(input -> !input.shape().isConstant());
    }

    Shape shape(String input) {
        return inputs.get(input).shape();
    }

    @Override
    public synchronized Map<String, Output> run(Map<String, long[][]> given, List<String> wanted) {
        if (closed) {
            throw new IllegalStateException(name() + " is closed");
        }
        requireKnown(given.keySet(), wanted);
        Map<String, INDArray> arrays = arrays(given);
        Map<String, Output> outputs = outputs(arrays, wanted);
        arrays.values().forEach(GraphSessions::release);
        return outputs;
    }

    void requireKnown(Set<String> given, List<String> wanted) {
        Set<String> known = signature.outputs().keySet();
        if (!given.equals(inputs.keySet()) || !known.containsAll(wanted)) {
            throw new IllegalArgumentException("found inputs " + given + " and outputs " + wanted + ", expected "
                    + inputs.keySet() + " and some of " + known);
        }
    }

    /** Variables inside the graph for these inputs, with the shapes that they have there. */
    synchronized Map<String, Output> inner(Map<String, long[][]> given, Collection<String> variables) {
        Map<String, INDArray> arrays = arrays(given);
        Map<String, Output> found = outputs(arrays, variables);
        arrays.values().forEach(GraphSessions::release);
        return found;
    }

    /** The inputs as the graph takes them, checked: what they index is there. */
    private Map<String, INDArray> arrays(Map<String, long[][]> given) {
        requireFitting(given);
        Map<String, INDArray> arrays = placeholders(given);
        requireComputedIndices(arrays);
        return arrays;
    }

    /** The inputs as the graph takes them, unchecked. */
    Map<String, INDArray> placeholders(Map<String, long[][]> given) {
        Map<String, INDArray> arrays = new HashMap<>();
        given.forEach((input, rows) -> arrays.put(
                input,
                Nd4j.createFromArray(rows).castTo(Value.stored(inputs.get(input).type()))));
        return arrays;
    }

    /** Runs the graph without any check; {@code wanted} are its variables. */
    synchronized Map<String, Output> outputs(Map<String, INDArray> given, Collection<String> wanted) {
        sessions.beforeRun(given);
        Map<String, INDArray> answers = sameDiff.output(given, wanted.toArray(String[]::new));
        Map<String, Output> copies = new LinkedHashMap<>();
        wanted.forEach(output -> copies.put(output, copy(answers.get(output))));
        answers.values().forEach(GraphSessions::release);
        return copies;
    }

    /** In a run of their own, because the gather that uses an index outside its table could take the process down. */
    private void requireComputedIndices(Map<String, INDArray> given) {
        if (signature.computedIndices().isEmpty()) {
            return;
        }
        outputs(given, signature.computedIndices().keySet()).forEach((variable, indices) -> {
            for (float index : indices.values()) {
                if (index < 0 || index >= signature.computedIndices().get(variable)) {
                    throw new InvalidInput(
                            name(),
                            "texts that lead to row " + (long) index + " of a table",
                            "rows from 0 to " + (signature.computedIndices().get(variable) - 1),
                            "Shorten the texts (maxTokens).");
                }
            }
        });
    }

    private static Output copy(INDArray array) {
        INDArray rowMajor = array.dup('c');
        Output copy = new Output(array.shape().clone(), rowMajor.data().asFloat());
        GraphSessions.release(rowMajor);
        return copy;
    }

    @Override
    public void requireLength(int tokens) {
        Map<String, Long> sizes = new TreeMap<>();
        for (String input : inputs.keySet()) {
            addSize(input, shape(input).dim(0), 1, sizes);
            addSize(input, shape(input).dim(1), tokens, sizes);
        }
        requireBounds(sizes);
    }

    /** @throws InvalidInput if sizes or ids are not what the model takes */
    void requireFitting(Map<String, long[][]> given) {
        Map<String, Long> sizes = new TreeMap<>();
        given.forEach((input, rows) -> {
            addSizes(input, rows, sizes);
            requireIds(input, rows);
        });
        requireBounds(sizes);
    }

    private void requireBounds(Map<String, Long> sizes) {
        for (Bound bound : signature.bounds()) {
            if (bound.low().at(sizes) > bound.high().at(sizes)) {
                throw new InvalidInput(
                        name(), "inputs of sizes " + sizes, "sizes with " + bound, "Shorten the texts (maxTokens).");
            }
        }
    }

    private void addSizes(String input, long[][] rows, Map<String, Long> sizes) {
        Shape shape = inputs.get(input).shape();
        int width = rows.length == 0 ? 0 : rows[0].length;
        if (width == 0 || Arrays.stream(rows).anyMatch(row -> row.length != width)) {
            throw new IllegalArgumentException(input + ": rows must be there, equally long and not empty");
        }
        addSize(input, shape.dim(0), rows.length, sizes);
        addSize(input, shape.dim(1), width, sizes);
    }

    private void addSize(String input, Dim dim, long found, Map<String, Long> sizes) {
        Long known = dim.isConstant() ? (Long) dim.value() : sizes.putIfAbsent(dim.toString(), found);
        if (known != null && known != found) {
            throw new InvalidInput(
                    name() + ", input '" + input + "'",
                    "size " + found + " of the axis " + dim,
                    String.valueOf(known),
                    "Export the model with open batch and sequence sizes.");
        }
    }

    private void requireIds(String input, long[][] rows) {
        long limit = signature.vocabularies().getOrDefault(input, Long.MAX_VALUE);
        for (long[] row : rows) {
            for (long id : row) {
                if (id < 0 || id >= limit) {
                    throw new InvalidInput(
                            name() + ", input '" + input + "'",
                            "the id " + id,
                            "ids from 0 to " + (limit - 1),
                            "Use the tokenizer that came with the model.");
                }
            }
        }
    }

    /** Frees these constants; what needs them cannot be run afterwards. */
    synchronized void release(Collection<String> constants) {
        constants.forEach(
                name -> GraphSessions.release(sameDiff.getVariable(name).getArr()));
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            sessions.close();
        }
    }
}
