package org.kd4j.models.onnx;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import org.kd4j.core.seed.Seeds;
import org.nd4j.shade.protobuf.InvalidProtocolBufferException;

/**
 * A model's file with one fault, drawn from a seed.
 *
 * @param what the fault, for messages
 * @param bytes the faulty file
 */
record ModelMutation(String what, byte[] bytes) {

    /** A fault that leaves the file a protobuf message. */
    @FunctionalInterface
    private interface Edit {
        /** Makes the fault and says which. */
        String apply(GraphProto.Builder graph, SplittableRandom random);
    }

    private static final List<Edit> EDITS = List.of(
            ModelMutation::nodeTwice,
            ModelMutation::nodeDropped,
            ModelMutation::nodesSwapped,
            ModelMutation::initializerTwice,
            ModelMutation::initializerDropped,
            ModelMutation::inputRewired,
            ModelMutation::inputRewired,
            ModelMutation::inputsChanged,
            ModelMutation::operatorReplaced,
            ModelMutation::operatorReplaced,
            ModelMutation::attributeDropped,
            ModelMutation::outputRewired,
            ExtremeNumbers::ofDims,
            ExtremeNumbers::ofAttribute,
            ExtremeNumbers::ofAttribute,
            ExtremeNumbers::ofElement,
            ExtremeNumbers::ofElement,
            ExtremeNumbers::ofElementType,
            ExtremeNumbers::ofInput);

    static ModelMutation of(byte[] file, long seed) {
        SplittableRandom random = Seeds.stream(seed, "mutation", 0);
        return switch (random.nextInt(8)) {
            case 0 -> flipped(file, random);
            case 1, 2 -> structureFlipped(file, random);
            case 3 -> truncated(file, random);
            default -> edited(file, random);
        };
    }

    private static ModelMutation flipped(byte[] file, SplittableRandom random) {
        byte[] bytes = file.clone();
        List<Integer> places = new ArrayList<>();
        for (int i = random.nextInt(1, 9); i > 0; i--) {
            int place = random.nextInt(bytes.length);
            bytes[place] ^= (byte) (1 << random.nextInt(8));
            places.add(place);
        }
        return new ModelMutation("flips at " + places, bytes);
    }

    /** Outside the weights, which are nearly all of a file. */
    private static ModelMutation structureFlipped(byte[] file, SplittableRandom random) {
        byte[] bytes = file.clone();
        boolean[] weights = weights(file);
        List<Integer> places = new ArrayList<>();
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            int place = random.nextInt(bytes.length);
            while (weights[place]) {
                place = random.nextInt(bytes.length);
            }
            bytes[place] =
                    random.nextBoolean() ? (byte) (bytes[place] ^ 1 << random.nextInt(8)) : (byte) random.nextInt(256);
            places.add(place);
        }
        return new ModelMutation("structure changed at " + places, bytes);
    }

    private static boolean[] weights(byte[] file) {
        boolean[] weights = new boolean[file.length];
        try {
            for (ModelSkeleton.Initializer one :
                    ModelSkeleton.read(new ByteSource.InMemory(file)).initializers()) {
                one.raw()
                        .filter(raw -> raw.length() > 64)
                        .ifPresent(raw ->
                                Arrays.fill(weights, (int) raw.offset(), (int) (raw.offset() + raw.length()), true));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return weights;
    }

    private static ModelMutation truncated(byte[] file, SplittableRandom random) {
        int length = random.nextInt(file.length);
        return new ModelMutation("cut after " + length + " bytes", Arrays.copyOf(file, length));
    }

    private static ModelMutation edited(byte[] file, SplittableRandom random) {
        try {
            ModelProto.Builder model = ModelProto.parseFrom(file).toBuilder();
            if (random.nextInt(40) == 0) {
                long opset = random.nextBoolean() ? random.nextInt(6, 30) : ExtremeNumbers.any(random);
                model.getOpsetImportBuilder(0).setVersion(opset);
                return new ModelMutation("opset " + opset, model.build().toByteArray());
            }
            List<String> faults = new ArrayList<>();
            for (int i = random.nextInt(4) == 0 ? 2 : 1; i > 0; i--) {
                faults.add(EDITS.get(random.nextInt(EDITS.size())).apply(model.getGraphBuilder(), random));
            }
            return new ModelMutation(String.join("; ", faults), model.build().toByteArray());
        } catch (InvalidProtocolBufferException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String nodeTwice(GraphProto.Builder graph, SplittableRandom random) {
        NodeProto node = graph.getNode(random.nextInt(graph.getNodeCount()));
        graph.addNode(random.nextInt(graph.getNodeCount()), node);
        return described(node) + " twice";
    }

    private static String nodeDropped(GraphProto.Builder graph, SplittableRandom random) {
        int at = random.nextInt(graph.getNodeCount());
        NodeProto node = graph.getNode(at);
        graph.removeNode(at);
        return described(node) + " dropped";
    }

    private static String nodesSwapped(GraphProto.Builder graph, SplittableRandom random) {
        int one = random.nextInt(graph.getNodeCount());
        int other = random.nextInt(graph.getNodeCount());
        NodeProto node = graph.getNode(one);
        graph.setNode(one, graph.getNode(other)).setNode(other, node);
        return described(node) + " and " + described(graph.getNode(one)) + " swapped";
    }

    private static String initializerTwice(GraphProto.Builder graph, SplittableRandom random) {
        int at = random.nextInt(graph.getInitializerCount());
        graph.addInitializer(graph.getInitializer(at));
        return graph.getInitializer(at).getName() + " twice";
    }

    private static String initializerDropped(GraphProto.Builder graph, SplittableRandom random) {
        int at = random.nextInt(graph.getInitializerCount());
        String name = graph.getInitializer(at).getName();
        graph.removeInitializer(at);
        return name + " dropped";
    }

    private static String inputRewired(GraphProto.Builder graph, SplittableRandom random) {
        NodeProto.Builder node = graph.getNodeBuilder(random.nextInt(graph.getNodeCount()));
        if (node.getInputCount() == 0) {
            return "nothing";
        }
        int input = random.nextInt(node.getInputCount());
        String value = anyValue(graph, random);
        node.setInput(input, value);
        return "input " + input + " of " + described(node.build()) + " from '" + value + "'";
    }

    private static String inputsChanged(GraphProto.Builder graph, SplittableRandom random) {
        NodeProto.Builder node = graph.getNodeBuilder(random.nextInt(graph.getNodeCount()));
        if (random.nextBoolean() || node.getInputCount() == 0) {
            String value = anyValue(graph, random);
            node.addInput(value);
            return described(node.build()) + " also of '" + value + "'";
        }
        List<String> fewer = new ArrayList<>(node.getInputList());
        fewer.remove(random.nextInt(fewer.size()));
        node.clearInput().addAllInput(fewer);
        return described(node.build()) + " of fewer inputs";
    }

    private static String operatorReplaced(GraphProto.Builder graph, SplittableRandom random) {
        NodeProto.Builder node = graph.getNodeBuilder(random.nextInt(graph.getNodeCount()));
        List<String> operators = OperatorTable.standard().operators().keySet().stream()
                .filter(operator -> !operator.contains("."))
                .sorted()
                .toList();
        String before = described(node.build());
        node.setOpType(operators.get(random.nextInt(operators.size())));
        return before + " made " + node.getOpType();
    }

    private static String attributeDropped(GraphProto.Builder graph, SplittableRandom random) {
        List<NodeProto.Builder> nodes = graph.getNodeBuilderList().stream()
                .filter(node -> node.getAttributeCount() > 0)
                .toList();
        NodeProto.Builder node = nodes.get(random.nextInt(nodes.size()));
        int at = random.nextInt(node.getAttributeCount());
        String name = node.getAttribute(at).getName();
        node.removeAttribute(at);
        return described(node.build()) + " without " + name;
    }

    private static String outputRewired(GraphProto.Builder graph, SplittableRandom random) {
        String value = anyValue(graph, random);
        graph.getOutputBuilder(random.nextInt(graph.getOutputCount())).setName(value);
        return "output '" + value + "'";
    }

    private static String anyValue(GraphProto.Builder graph, SplittableRandom random) {
        return switch (random.nextInt(8)) {
            case 0 -> "";
            case 1 -> graph.getInput(random.nextInt(graph.getInputCount())).getName();
            case 2, 3 ->
                graph.getInitializer(random.nextInt(graph.getInitializerCount()))
                        .getName();
            default -> graph.getNode(random.nextInt(graph.getNodeCount())).getOutput(0);
        };
    }

    private static String described(NodeProto node) {
        return node.getOpType() + " '" + (node.getOutputCount() == 0 ? "" : node.getOutput(0)) + "'";
    }
}
