package org.kd4j.models.onnx;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.models.tensors.TensorFile;
import org.kd4j.models.tensors.TensorFileWriter;
import org.nd4j.autodiff.samediff.ArrayHolder;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.autodiff.samediff.array.SingleThreadArrayHolder;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An {@link OnnxGraph} in a folder: {@value #GRAPH} in SameDiff's own format, which {@code SameDiff.load} opens where
 * all arrays are in it; those of a larger model lie beside it in {@value #WEIGHTS}, by the names they have in the graph,
 * which are those of the ONNX initializers that the graph uses as they are.
 */
public final class SavedGraph {
    public static final String GRAPH = "graph.fb";
    public static final String WEIGHTS = "weights.safetensors";

    /** Inputs with what the graph answered when it was saved, so that a fault of another machine's natives shows. */
    public static final String CASES = "cases.json";

    /** SameDiff builds its file in one heap array that starts at 1 KiB, doubles, and cannot go beyond 1 GiB. */
    public static final long MOST_INLINE_BYTES = 512L << 20;

    /** Arrays of fewer bytes stay in the graph. */
    private static final long SMALL = 4096;

    private static final long SEED = 1;
    private static final String ENCODER = "encoder";
    private static final String OWN = "the answers in " + CASES;

    private SavedGraph() {}

    /**
     * Writes the files of a graph.
     *
     * @param folder exists
     * @param mostInlineBytes of arrays that are kept within the graph's own file
     * @return what else {@link #load} needs
     */
    public static ObjectNode save(OnnxGraph graph, Path folder, long mostInlineBytes) throws IOException {
        SameDiff sameDiff = graph.sameDiff();
        Map<String, INDArray> weights = new HashMap<>();
        long bytes = 0;
        for (SDVariable variable : sameDiff.variables()) {
            if (hasArray(variable)) {
                weights.put(variable.name(), variable.getArr());
                bytes += bytes(variable.getArr());
            }
        }
        Map<String, INDArray> apart = new HashMap<>();
        if (bytes > mostInlineBytes) {
            weights.forEach((name, array) -> {
                if (bytes(array) >= SMALL) {
                    apart.put(name, array);
                }
            });
        }
        ByteBuffer flat = flat(sameDiff, weights, apart.keySet());
        // What load would refuse is a fault here, not of the model.
        FlatGraphCheck.check(flat);
        write(folder.resolve(GRAPH), flat);
        if (!apart.isEmpty()) {
            TensorFileWriter.write(folder.resolve(WEIGHTS), apart);
        }
        ParityCases.write(folder.resolve(CASES), RandomCases.few(graph, SEED));
        ObjectNode json = SignatureJson.write(graph.signature());
        if (graph.encoder() instanceof EncoderSearch.Found found) {
            json.set(ENCODER, EncoderFormJson.write(found.form()));
        }
        return json;
    }

    private static long bytes(INDArray array) {
        return array.length() * array.dataType().width();
    }

    private static boolean hasArray(SDVariable variable) {
        return variable.getVariableType() == VariableType.CONSTANT
                || variable.getVariableType() == VariableType.VARIABLE;
    }

    /** The graph's own file, without some of the arrays: SameDiff leaves out what its holders do not hold. */
    private static ByteBuffer flat(SameDiff sameDiff, Map<String, INDArray> arrays, Set<String> leftOut) {
        Map<String, INDArray> kept = new HashMap<>(arrays);
        kept.keySet().removeAll(leftOut);
        hold(sameDiff, kept);
        try {
            return sameDiff.asFlatBuffers(false);
        } finally {
            hold(sameDiff, arrays);
        }
    }

    /** Unlike the holders that SameDiff starts with, these keep no second copy of each array. */
    private static void hold(SameDiff sameDiff, Map<String, INDArray> arrays) {
        ArrayHolder constants = new SingleThreadArrayHolder();
        ArrayHolder variables = new SingleThreadArrayHolder();
        arrays.forEach((name, array) -> {
            boolean constant = sameDiff.getVariable(name).isConstant();
            (constant ? constants : variables).setArray(name, array);
        });
        sameDiff.setArrayHolders(variables, constants, false);
    }

    private static void write(Path file, ByteBuffer bytes) throws IOException {
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
        }
    }

    /**
     * Reads what {@link #save} wrote; whoever calls has checked that the files are the ones it wrote. Native code runs
     * the graph, so it is as trustworthy as its folder.
     *
     * @param name stands for the model in messages
     * @param fingerprint of the ONNX model
     * @param signature what {@link #save} returned
     * @return the graph, after it has answered its own cases as it did when it was saved, to 1e-4
     * @throws InvalidInput if a file is missing or is not what a graph is made of, or an answer differs
     */
    public static OnnxGraph load(Path folder, String name, String fingerprint, JsonNode signature) {
        OnnxGraph graph = read(folder, name, fingerprint, signature);
        try {
            requireSameAnswers(graph, folder.resolve(CASES));
            return graph;
        } catch (RuntimeException e) {
            graph.close();
            throw e;
        }
    }

    /**
     * Compares a saved graph with its own cases, and then with others.
     *
     * @param opset for the report
     * @param expected may be empty
     * @throws InvalidInput if it cannot be compared: a file is damaged, or the cases belong to another model
     */
    public static ParityReport verify(
            Path folder, String name, String fingerprint, JsonNode signature, long opset, List<ParityCase> expected) {
        try (OnnxGraph graph = read(folder, name, fingerprint, signature)) {
            ParityCheck check = new ParityCheck(graph);
            Optional<Disagreement> found =
                    check.against(OWN, ParityCases.read(folder.resolve(CASES))).map(ParityCheck.Parting::disagreement);
            if (found.isEmpty() && !expected.isEmpty()) {
                found = check.against("the expected outputs", expected).map(ParityCheck.Parting::disagreement);
            }
            return check.report(opset, found);
        }
    }

    private static void requireSameAnswers(OnnxGraph graph, Path file) {
        ParityCheck check = new ParityCheck(graph);
        Optional<Disagreement> found =
                check.against(OWN, ParityCases.read(file)).map(ParityCheck.Parting::disagreement);
        ParityReport report = check.report(0, found);
        report.requireAgreement();
        if (!report.outputs().equals(Set.copyOf(graph.outputs()))) {
            throw new InvalidInput(
                    file.toString(),
                    "answers " + report.outputs(),
                    "answers for all of " + graph.outputs(),
                    "Import the model again.");
        }
    }

    private static OnnxGraph read(Path folder, String name, String fingerprint, JsonNode signature) {
        Path file = folder.resolve(GRAPH);
        SameDiff sameDiff = null;
        try {
            GraphSignature known = SignatureJson.read(name, fingerprint, signature);
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
            FlatGraphCheck.check(bytes);
            sameDiff = SameDiff.fromFlatBuffers(bytes, false);
            complete(sameDiff, folder.resolve(WEIGHTS));
            requireAgreement(sameDiff, known);
            return new OnnxGraph(known, sameDiff, Map.of(), encoder(sameDiff, signature));
        } catch (InvalidInput e) {
            free(sameDiff);
            throw e;
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            // Offsets that lead nowhere end in exceptions of all kinds, here and in ND4J.
            free(sameDiff);
            throw new InvalidInput(
                    file.toString(),
                    "a graph that cannot be read (" + e.getMessage() + ")",
                    "a graph as it was saved",
                    "Import the model again.");
        }
    }

    private static EncoderSearch encoder(SameDiff sameDiff, JsonNode signature) {
        if (!signature.has(ENCODER)) {
            return new EncoderSearch.None("it was imported as none");
        }
        EncoderForm form = EncoderFormJson.read(signature.get(ENCODER));
        Set<String> wanted = form.plan().names();
        wanted.addAll(form.head().names());
        wanted.addAll(form.copied());
        wanted.addAll(form.tails().values());
        form.tailStates().forEach(state -> wanted.add(EncoderForm.placeholder(state)));
        wanted.removeIf(sameDiff::hasVariable);
        if (!wanted.isEmpty()) {
            throw new IllegalArgumentException("no values " + wanted);
        }
        return new EncoderSearch.Found(form);
    }

    /**
     * Lets an engine take over a loaded graph, which is closed with what is given back.
     *
     * @param engine AUTO for the fastest that can
     * @throws InvalidInput if the engine cannot run the model, or does not agree with the graph
     */
    public static TextModel run(OnnxGraph graph, Engine engine) {
        return Engines.run(graph, Optional.empty(), engine);
    }

    /** Adds the arrays that lie beside the graph. */
    private static void complete(SameDiff sameDiff, Path weights) {
        Map<String, INDArray> arrays = new HashMap<>();
        Set<String> missing = new HashSet<>();
        for (SDVariable variable : sameDiff.variables()) {
            if (hasArray(variable) && variable.getArr() == null) {
                missing.add(variable.name());
            } else if (hasArray(variable)) {
                arrays.put(variable.name(), variable.getArr());
            }
        }
        if (!missing.isEmpty()) {
            try (TensorFile tensors = TensorFile.open(weights)) {
                if (!missing.equals(Set.copyOf(tensors.names()))) {
                    throw new IllegalArgumentException(
                            WEIGHTS + " has other arrays than the " + missing.size() + " that it lacks");
                }
                tensors.names().forEach(name -> arrays.put(name, tensors.read(name)));
            }
        }
        hold(sameDiff, arrays);
    }

    private static void requireAgreement(SameDiff sameDiff, GraphSignature signature) {
        Set<String> placeholders = new HashSet<>();
        sameDiff.variables().stream()
                .filter(SDVariable::isPlaceHolder)
                .forEach(input -> placeholders.add(input.name()));
        Set<String> inputs = new HashSet<>();
        signature.inputs().forEach(input -> inputs.add(input.name()));
        // Beside the inputs there may be the hidden states that an engine of its own computes.
        if (!placeholders.containsAll(inputs)) {
            throw new IllegalArgumentException("inputs " + placeholders + " where " + inputs + " are listed");
        }
        Set<String> wanted = new HashSet<>(signature.outputs().keySet());
        wanted.addAll(signature.computedIndices().keySet());
        wanted.removeIf(sameDiff::hasVariable);
        if (!wanted.isEmpty() || !inputs.containsAll(signature.vocabularies().keySet())) {
            throw new IllegalArgumentException("no values " + wanted);
        }
    }

    private static void free(SameDiff sameDiff) {
        if (sameDiff != null) {
            sameDiff.variables().stream()
                    .filter(variable -> hasArray(variable) && variable.getArr() != null)
                    .forEach(variable -> variable.getArr().close());
        }
    }
}
