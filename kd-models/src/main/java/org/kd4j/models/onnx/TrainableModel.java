package org.kd4j.models.onnx;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.kd4j.core.encoder.Dense;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.core.io.Sha256;
import org.kd4j.core.samediff.HostMemory;
import org.kd4j.core.samediff.SameDiffStudent;
import org.kd4j.core.seed.Seeds;
import org.kd4j.core.training.ParameterPart.Kind;
import org.kd4j.core.training.StepSettings;
import org.kd4j.models.head.HeadKind;
import org.kd4j.models.head.Pooling;
import org.kd4j.models.head.PretrainedHead;
import org.kd4j.models.onnx.Value.Constant;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An imported model whose parameters learn, as a SameDiff graph: any that is translated and can be differentiated. A
 * classifier of as many classes as are wanted keeps its logits; behind an encoder there is a new linear layer on its
 * pooled last hidden states. Dropout is what exports leave out: there is none.
 */
public final class TrainableModel implements AutoCloseable {
    private static final String IDS = PaddedTexts.IDS;
    private static final String MASK = PaddedTexts.MASK;
    private static final String TYPES = PaddedTexts.TYPES;

    /** Of the new layer's weights, as BERT's recipe has it. */
    private static final double DEVIATION = 0.02;

    private static final String PREFIX = "kd4j.";
    private static final String FORMER = PREFIX + "former logits";
    private static final int MULTIPLE = 8;
    private static final long CASES = 4;

    private final OnnxModel model;
    private final Map<String, String> variables;
    private final OnnxGraph graph;
    private final int classes;
    private final boolean newHead;

    private TrainableModel(OnnxModel model, int classes, boolean newHead) {
        this.model = model;
        this.variables = ParameterNames.of(model);
        this.graph = Translator.translate(model, OperatorTable.standard(), Parameters.TRAINABLE);
        this.classes = classes;
        this.newHead = newHead;
    }

    /**
     * Reads a model and checks its translation.
     *
     * @param file an ONNX file
     * @param classes how many logits are wanted, ≥ 2
     * @param pooling of the last hidden states, for a new layer
     * @param seed of the new layer's weights
     * @throws InvalidInput if the model cannot be used, takes no mask or batches of one size only, has neither so many
     *     logits nor hidden states, or cannot be differentiated
     */
    public static TrainableModel open(Path file, int classes, Pooling pooling, long seed) {
        String logits;
        List<String> outputs = new ArrayList<>();
        Optional<States> states;
        try (OnnxGraph original = OnnxImport.trainable(OnnxModel.read(file))) {
            requireMask(original);
            requireOpenSizes(original);
            logits = original.logits()
                    .filter(output -> original.width(output) == classes)
                    .orElse(null);
            original.outputs().stream()
                    .filter(output -> original.rank(output) == 3)
                    .filter(output -> !original.hiddenStates().containsKey(output))
                    .forEach(outputs::add);
            states = logits == null ? Optional.of(States.of(original)) : Optional.empty();
        }
        // Read again: the arrays of the one that was checked are freed.
        OnnxModel model = OnnxModel.read(file);
        String first = logits == null ? TextModel.LOGITS : logits;
        outputs.remove(first);
        outputs.add(0, first);
        OnnxModel trained = states.map(known -> known.withHead(model, outputs, classes, pooling, seed))
                .orElseGet(() ->
                        copy(model, model.name(), outputs, model.constants(), model.nodes(), model.fingerprint()));
        GradientProof.require(trained);
        return new TrainableModel(trained, classes, states.isPresent());
    }

    private static void requireMask(OnnxGraph graph) {
        if (!graph.inputs().containsAll(List.of(IDS, MASK))
                || !Set.of(IDS, MASK, TYPES).containsAll(graph.inputs())) {
            throw new InvalidInput(
                    graph.name(),
                    "inputs " + graph.inputs(),
                    IDS + " and " + MASK + ", and perhaps " + TYPES + ", to be trained in batches with padding",
                    "Export the model with these inputs, or set teacher.head to probe, or to as-is if it is a classifier.");
        }
    }

    private static void requireOpenSizes(OnnxGraph graph) {
        for (String input : graph.inputs()) {
            Shape shape = graph.shape(input);
            if (shape.dim(0).isConstant() || shape.dim(1).isConstant()) {
                throw new InvalidInput(
                        graph.name() + ", input '" + input + "'",
                        "the fixed shape " + shape,
                        "texts of any number and length, to be trained in batches",
                        "Export the model with open batch and sequence sizes.");
            }
        }
    }

    private static OnnxModel copy(
            OnnxModel model,
            String name,
            List<String> outputs,
            Map<String, Constant> constants,
            List<Node> nodes,
            String fingerprint) {
        return new OnnxModel(
                name, model.opset(), model.inputs(), outputs, constants, nodes, model.origin(), fingerprint);
    }

    /** @param value name of the last hidden states in the model */
    private record States(String value, int width) {

        static States of(OnnxGraph graph) {
            String output = graph.lastHiddenState();
            return new States(graph.hiddenStates().getOrDefault(output, output), graph.width(output));
        }

        OnnxModel withHead(OnnxModel model, List<String> outputs, int classes, Pooling pooling, long seed) {
            SplittableRandom random = Seeds.stream(seed, "initial head", 0);
            float[] weights = new float[width * classes];
            for (int i = 0; i < weights.length; i++) {
                weights[i] = (float) (DEVIATION * random.nextGaussian());
            }
            Dense layer = new Dense(width, classes, FloatBuffer.wrap(weights), FloatBuffer.wrap(new float[classes]));
            NodeWriter writer = new NodeWriter(PREFIX);
            PretrainedHead head = new PretrainedHead(pooling, HeadKind.LINEAR, Optional.empty(), layer);
            writer.output(new HeadNodes(writer, head).logits(former(value), MASK), TextModel.LOGITS);
            Map<String, Constant> constants = new LinkedHashMap<>(model.constants());
            constants.putAll(writer.constants());
            List<Node> nodes = new ArrayList<>();
            model.nodes().forEach(node -> nodes.add(renamed(node)));
            nodes.addAll(writer.nodes());
            String fingerprint = new Sha256()
                    .add(model.fingerprint())
                    .add(head.fingerprint())
                    .hex();
            return copy(model, model.name(), outputs, constants, nodes, fingerprint);
        }
    }

    OnnxGraph graph() {
        return graph;
    }

    private static Node renamed(Node node) {
        return new Node(
                node.operator(),
                node.inputs().stream().map(TrainableModel::former).toList(),
                node.outputs().stream().map(TrainableModel::former).toList(),
                node.attributes());
    }

    /** The model's own logits make room for the new head's. */
    private static String former(String value) {
        return value.equals(TextModel.LOGITS) ? FORMER : value;
    }

    /** Whether the logits are those of a new layer. */
    public boolean hasNewHead() {
        return newHead;
    }

    /**
     * Checks that the model has words for all ids and positions for so many.
     *
     * @throws InvalidInput if it has not
     */
    public void requireFitting(int vocabularySize, int maxTokens) {
        long words = graph.vocabulary(IDS).orElse(Long.MAX_VALUE);
        if (vocabularySize > words) {
            throw new InvalidInput(
                    graph.name(),
                    "embeddings of " + words + " tokens with a tokenizer of " + vocabularySize,
                    "no more tokens than embeddings",
                    "Set teacher.tokenizer to the tokenizer.json that came with the model.");
        }
        graph.requireLength(maxTokens);
    }

    /**
     * What learns; it is of use as long as this object is open, and this object as long as that is.
     *
     * @param paddingId the id that fills short rows
     * @param maxTokens the most that a text has, for which the model has positions
     */
    public SameDiffStudent student(int paddingId, int maxTokens, StepSettings steps, long seed) {
        String logits = graph.outputs().get(0);
        SameDiff sameDiff = graph.sameDiff();
        UsedVariables.keep(sameDiff, logits);
        return new SameDiffStudent(
                sameDiff,
                (tokens, dropout) -> inputs(tokens, paddingId, maxTokens),
                logits,
                classes,
                this::kind,
                steps,
                seed);
    }

    /**
     * A record more than there are, where it is one: M2.1's gradients are wrong on single rows. Lengths are multiples of
     * 8, because ND4J keeps memory for every shape.
     */
    private Map<String, INDArray> inputs(int[][] tokens, int paddingId, int maxTokens) {
        int[][] rows = tokens.length == 1 ? new int[][] {tokens[0], tokens[0]} : tokens;
        int longest = PaddedTexts.longest(rows);
        int length = Math.min(maxTokens, (longest + MULTIPLE - 1) / MULTIPLE * MULTIPLE);
        return graph.placeholders(PaddedTexts.of(rows, paddingId, length).inputs(graph.inputs()));
    }

    /** The table of words alone is so large that a step had better leave most of it alone. */
    private Kind kind(String name) {
        Kind kind = SameDiffStudent.kindByName(name);
        long[] shape = graph.sameDiff().getVariable(name).getShape();
        if (shape.length == 1) {
            return kind == Kind.NORM ? Kind.NORM : Kind.BIAS;
        }
        boolean words = shape.length == 2 && shape[0] == graph.vocabulary(IDS).orElse(-1);
        return kind != Kind.EMBEDDING || words ? kind : Kind.WEIGHT;
    }

    /**
     * The model as it is now, as a graph like an imported one, with weights of its own.
     *
     * @param name stands for it in messages
     * @return to be closed by the caller
     * @throws InvalidInput if it does not answer as this one does, to 1e-4
     */
    public OnnxImport.Verified trained(String name) {
        List<ParityCase> cases = RandomCases.of(graph, CASES);
        Map<String, Constant> constants = new LinkedHashMap<>();
        Sha256 hash = new Sha256().add("trained").add(model.fingerprint());
        model.constants().forEach((constant, before) -> {
            INDArray array = array(constant, before);
            constants.put(constant, new Constant(before.name(), array.dup('c'), before.type()));
            if (variables.containsKey(constant)) {
                hash.add(constant).add(HostMemory.copy(array));
            }
        });
        return TrainedClassifier.verified(
                copy(model, name, model.outputs(), constants, model.nodes(), hash.hex()), cases);
    }

    private INDArray array(String constant, Constant before) {
        String variable = variables.get(constant);
        return variable == null
                ? before.array()
                : graph.sameDiff().getVariable(variable).getArr();
    }

    @Override
    public void close() {
        graph.close();
    }
}
