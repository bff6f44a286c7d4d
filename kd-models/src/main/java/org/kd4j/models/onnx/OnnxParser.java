package org.kd4j.models.onnx;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.OperatorSetIdProto;
import onnx.Onnx.TensorShapeProto;
import onnx.Onnx.TypeProto;
import onnx.Onnx.ValueInfoProto;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.core.io.Sha256;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.protobuf.InvalidProtocolBufferException;

/** Reads the protobuf of an ONNX file; nothing behind it knows of protobuf. */
final class OnnxParser {
    private static final Set<String> STANDARD_DOMAINS = Set.of("", "ai.onnx");

    /** Before it, operators on two inputs broadcast by an attribute. */
    private static final long OLDEST_OPSET = 7;

    private final String name;
    private final ModelOrigin origin;
    private final ByteSource source;
    private final Sha256 fingerprint = new Sha256();
    private final TensorReader tensors;
    private final Map<String, Value.Constant> constants = new LinkedHashMap<>();

    OnnxParser(String name, ModelOrigin origin, ByteSource source) {
        this.name = name;
        this.origin = origin;
        this.source = source;
        this.tensors = new TensorReader(name, source, origin.folder(), fingerprint);
    }

    /** @throws IOException if the model's own file cannot be read */
    OnnxModel parse() throws IOException {
        ModelSkeleton skeleton = decode();
        ModelProto model = skeleton.model();
        long opset = opset(model);
        GraphProto graph = model.getGraph();
        requireNoStrangers(model);
        source.digest(fingerprint);
        for (ModelSkeleton.Initializer initializer : skeleton.initializers()) {
            define(initializer.tensor().getName(), tensors.read(initializer));
        }
        List<Node> nodes = new ArrayList<>();
        for (NodeProto proto : graph.getNodeList()) {
            Node node = node(proto);
            if (node.is("Constant")) {
                define(node.name(), constant(node));
            } else {
                nodes.add(node);
            }
        }
        List<OnnxModel.Input> inputs = graph.getInputList().stream()
                .filter(input -> !constants.containsKey(input.getName()))
                .map(this::input)
                .toList();
        List<String> outputs =
                graph.getOutputList().stream().map(ValueInfoProto::getName).toList();
        Set<String> given = new HashSet<>(constants.keySet());
        inputs.forEach(input -> given.add(input.name()));
        List<Node> ordered = new NodeOrder(name, given, nodes).sorted(outputs);
        return new OnnxModel(name, opset, inputs, outputs, constants, ordered, origin, fingerprint.hex());
    }

    private ModelSkeleton decode() throws IOException {
        if (source.size() > Integer.MAX_VALUE) {
            throw new InvalidInput(
                    name,
                    "a file of " + source.size() + " bytes",
                    "less than 2 GiB, the limit of the format",
                    "Export the weights as external data, in a file beside the model.");
        }
        try {
            ModelSkeleton skeleton = ModelSkeleton.read(source);
            if (skeleton.model().getGraph().getOutputCount() > 0) {
                return skeleton;
            }
        } catch (InvalidProtocolBufferException e) {
            throw noModel("bytes that are no protobuf message (" + e.getMessage() + ")");
        }
        throw noModel("a file without a graph");
    }

    /** What the translation leaves aside must not lead ONNX Runtime out of the model's folder either. */
    private void requireNoStrangers(ModelProto model) {
        if (model.getGraph().getSparseInitializerCount() > 0) {
            throw new InvalidInput(
                    name,
                    model.getGraph().getSparseInitializerCount() + " sparse initializers",
                    "dense ones",
                    "Export the model with dense weights.");
        }
        new NestedTensors(tensor -> {
                    if (TensorReader.isExternal(tensor)) {
                        throw tensors.broken(
                                tensor.getName(),
                                "external data inside a sub-graph or function",
                                "external data of the main graph only",
                                "Export the model as one file.");
                    }
                })
                .visit(model);
    }

    private InvalidInput noModel(String found) {
        return new InvalidInput(
                name, found, "a model in ONNX format", "Export the model again, for instance with torch.onnx.export.");
    }

    private long opset(ModelProto model) {
        long opset = model.getOpsetImportList().stream()
                .filter(set -> STANDARD_DOMAINS.contains(set.getDomain()))
                .mapToLong(OperatorSetIdProto::getVersion)
                .max()
                .orElseThrow(() -> new InvalidInput(
                        name,
                        "no version of the standard operators",
                        "an opset_import for the domain ai.onnx",
                        "Export the model again."));
        if (opset < OLDEST_OPSET) {
            throw new InvalidInput(
                    name,
                    "opset " + opset,
                    "opset " + OLDEST_OPSET + " or newer",
                    "Export the model again, with a newer opset_version.");
        }
        return opset;
    }

    private void define(String constant, Value.Constant value) {
        if (constants.putIfAbsent(constant, value) != null) {
            throw NodeOrder.twice(name, constant);
        }
    }

    private OnnxModel.Input input(ValueInfoProto proto) {
        if (!proto.getType().hasTensorType()) {
            throw new InvalidInput(
                    name + ", input '" + proto.getName() + "'",
                    "a value of kind " + proto.getType().getValueCase(),
                    "a tensor",
                    "Export a model that takes token ids.");
        }
        TypeProto.Tensor type = proto.getType().getTensorType();
        DataType element = tensors.type(proto.getName(), type.getElemType());
        List<TensorShapeProto.Dimension> sizes = type.getShape().getDimList();
        if (sizes.size() != 2) {
            throw new InvalidInput(
                    name + ", input '" + proto.getName() + "'",
                    sizes.size() + " axes",
                    "2: batch and sequence",
                    "Export a model that takes token ids.");
        }
        List<String> named = sizes.stream()
                .map(TensorShapeProto.Dimension::getDimParam)
                .filter(size -> !size.isEmpty())
                .toList();
        // Some exports give both axes of an input the same name though they differ; then the axis is the name.
        boolean distinct = new HashSet<>(named).size() == named.size();
        List<Dim> dims = new ArrayList<>();
        for (int axis = 0; axis < sizes.size(); axis++) {
            TensorShapeProto.Dimension size = sizes.get(axis);
            if (size.getDimValue() > 0) {
                dims.add(Dim.of(size.getDimValue()));
            } else {
                dims.add(Dim.named(distinct && !size.getDimParam().isEmpty() ? size.getDimParam() : "axis" + axis));
            }
        }
        return new OnnxModel.Input(proto.getName(), element, new Shape(dims));
    }

    private Node node(NodeProto proto) {
        String operator = STANDARD_DOMAINS.contains(proto.getDomain())
                ? proto.getOpType()
                : proto.getDomain() + "." + proto.getOpType();
        if (proto.getOutputCount() == 0 || proto.getOutput(0).isEmpty()) {
            throw new InvalidInput(
                    name,
                    "a node " + operator + " without a first output",
                    "one output or more",
                    "Export the model again.");
        }
        Map<String, Object> attributes = new HashMap<>();
        for (AttributeProto attribute : proto.getAttributeList()) {
            decode(attribute).ifPresent(value -> attributes.put(attribute.getName(), value));
        }
        return new Node(operator, proto.getInputList(), proto.getOutputList(), attributes);
    }

    /** Attributes of other kinds, subgraphs among them, belong to operators that nothing here translates. */
    private Optional<Object> decode(AttributeProto attribute) {
        return switch (attribute.getType()) {
            case INT -> Optional.of(attribute.getI());
            case FLOAT -> Optional.of(attribute.getF());
            case STRING -> Optional.of(attribute.getS().toStringUtf8());
            case INTS -> Optional.of(List.copyOf(attribute.getIntsList()));
            case FLOATS -> Optional.of(List.copyOf(attribute.getFloatsList()));
            case TENSOR -> Optional.of(tensors.read(attribute.getT()));
            default -> Optional.empty();
        };
    }

    /** @param numbers all Long, or all Float */
    private static Value.Constant vector(List<?> numbers) {
        if (numbers.get(0) instanceof Long) {
            long[] integers =
                    numbers.stream().mapToLong(number -> (Long) number).toArray();
            return new Value.Constant("", Nd4j.createFromArray(integers), DataType.INT64);
        }
        float[] reals = new float[numbers.size()];
        for (int i = 0; i < reals.length; i++) {
            reals[i] = (Float) numbers.get(i);
        }
        return new Value.Constant("", Nd4j.createFromArray(reals), DataType.FLOAT);
    }

    private Value.Constant constant(Node node) {
        for (Object value : node.attributes().values()) {
            if (value instanceof Value.Constant constant) {
                return new Value.Constant("", constant.array(), constant.type());
            }
            if (value instanceof List<?> numbers && !numbers.isEmpty()) {
                return vector(numbers);
            }
            if (value instanceof Long number) {
                return new Value.Constant("", Nd4j.scalar((long) number), DataType.INT64);
            }
            if (value instanceof Float number) {
                return new Value.Constant("", Nd4j.scalar((float) number), DataType.FLOAT);
            }
        }
        throw new InvalidInput(
                name + ", node '" + node.name() + "'",
                "a Constant with " + node.attributes().keySet(),
                "value, value_int, value_ints, value_float or value_floats",
                "Export the model again.");
    }
}
