package org.kd4j.models.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntToDoubleFunction;
import org.kd4j.core.failure.InvalidInput;

/** ONNX Runtime on a model. Its jar is optional, so no other class uses its types, and none uses this one without it. */
final class ReferenceRuntime implements AutoCloseable {
    /** Where tensors in other files lie, for a model that the runtime reads from memory. */
    private static final String EXTERNAL_DATA = "session.model_external_initializers_file_folder_path";

    private final String model;
    private final OrtSession session;

    private ReferenceRuntime(String model, OrtSession session) {
        this.model = model;
        this.session = session;
    }

    /**
     * A model of half precision is run in float32, see {@link Widening}.
     *
     * @throws InvalidInput if ONNX Runtime refuses the model
     */
    static ReferenceRuntime open(OnnxModel model) {
        return open(model, Set.of());
    }

    /**
     * The same with more of the graph's values as outputs. The runtime keeps the nodes behind them, of which it would
     * otherwise fuse some.
     *
     * @param more names of values that nodes compute
     * @throws InvalidInput if ONNX Runtime refuses the model
     */
    static ReferenceRuntime open(OnnxModel model, Set<String> more) {
        return open(model, more, true);
    }

    /** The same for many texts: faster, with the weights in memory more than once. */
    static ReferenceRuntime openFast(OnnxModel model, Set<String> more) {
        return open(model, more, false);
    }

    private static ReferenceRuntime open(OnnxModel model, Set<String> more, boolean sparing) {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
            if (sparing) {
                // Without these the runtime holds the weights twice, and keeps what it needed for one shape.
                options.addConfigEntry("session.disable_prepacking", "1");
                options.setCPUArenaAllocator(false);
                options.setMemoryPatternOptimization(false);
            }
            Optional<byte[]> widened = Widening.of(model);
            if (more.isEmpty() && model.file().isPresent() && widened.isEmpty()) {
                String file = model.file().get().toString();
                return new ReferenceRuntime(model.name(), environment.createSession(file, options));
            }
            if (model.file().isPresent()) {
                Path folder = model.file().get().toAbsolutePath().getParent();
                options.addConfigEntry(EXTERNAL_DATA, folder.toString());
            }
            return new ReferenceRuntime(
                    model.name(), environment.createSession(ReferenceModel.of(model, widened, more), options));
        } catch (OrtException e) {
            throw refused(model.name(), e);
        }
    }

    /** The model's outputs, and the others that were asked for, which are floats; by name. */
    Map<String, Output> run(Map<String, long[][]> inputs) {
        return run(inputs, session.getOutputNames(), true);
    }

    /** Some outputs by name, integers and booleans as floats; those that are no tensors of numbers are left out. */
    Map<String, Output> run(Map<String, long[][]> inputs, Set<String> wanted) {
        return run(inputs, wanted, false);
    }

    private Map<String, Output> run(Map<String, long[][]> inputs, Set<String> wanted, boolean floatsOnly) {
        Map<String, OnnxTensor> tensors = new HashMap<>();
        try {
            for (Map.Entry<String, long[][]> input : inputs.entrySet()) {
                tensors.put(input.getKey(), tensor(input.getKey(), input.getValue()));
            }
            try (OrtSession.Result result = session.run(tensors, wanted)) {
                Map<String, Output> outputs = new HashMap<>();
                for (Map.Entry<String, OnnxValue> output : result) {
                    if (output.getValue() instanceof OnnxTensor tensor) {
                        numbers(tensor, floatsOnly).ifPresent(found -> outputs.put(output.getKey(), found));
                    }
                }
                return outputs;
            }
        } catch (OrtException e) {
            throw refused(model, e);
        } finally {
            tensors.values().forEach(OnnxTensor::close);
        }
    }

    private OnnxTensor tensor(String input, long[][] rows) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        OnnxJavaType type = ((TensorInfo) session.getInputInfo().get(input).getInfo()).type;
        return switch (type) {
            case INT64 -> OnnxTensor.createTensor(environment, rows);
            case INT32 ->
                OnnxTensor.createTensor(
                        environment,
                        Arrays.stream(rows)
                                .map(row -> Arrays.stream(row)
                                        .mapToInt(Math::toIntExact)
                                        .toArray())
                                .toArray(int[][]::new));
            case BOOL -> OnnxTensor.createTensor(environment, booleans(rows));
            default ->
                throw new InvalidInput(
                        model + ", input '" + input + "'",
                        "elements of type " + type,
                        "INT64, INT32 or BOOL",
                        "Export a model that takes token ids.");
        };
    }

    private static boolean[][] booleans(long[][] rows) {
        boolean[][] booleans = new boolean[rows.length][rows[0].length];
        for (int row = 0; row < rows.length; row++) {
            for (int column = 0; column < rows[row].length; column++) {
                booleans[row][column] = rows[row][column] != 0;
            }
        }
        return booleans;
    }

    private static Optional<Output> numbers(OnnxTensor tensor, boolean floatsOnly) {
        FloatBuffer floats = tensor.getFloatBuffer();
        if (floats != null) {
            float[] values = new float[floats.remaining()];
            floats.get(values);
            return Optional.of(new Output(tensor.getInfo().getShape(), values));
        }
        if (floatsOnly) {
            return Optional.empty();
        }
        return switch (tensor.getInfo().type) {
            case DOUBLE -> {
                DoubleBuffer doubles = tensor.getDoubleBuffer();
                yield Optional.of(output(tensor, doubles, doubles::get));
            }
            case INT64 -> {
                LongBuffer longs = tensor.getLongBuffer();
                yield Optional.of(output(tensor, longs, longs::get));
            }
            case INT32 -> {
                IntBuffer integers = tensor.getIntBuffer();
                yield Optional.of(output(tensor, integers, integers::get));
            }
            case BOOL -> {
                ByteBuffer bits = tensor.getByteBuffer();
                yield Optional.of(output(tensor, bits, bits::get));
            }
            default -> Optional.empty();
        };
    }

    private static Output output(OnnxTensor tensor, Buffer elements, IntToDoubleFunction element) {
        float[] values = new float[elements.remaining()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) element.applyAsDouble(i);
        }
        return new Output(tensor.getInfo().getShape(), values);
    }

    private static InvalidInput refused(String model, OrtException e) {
        return new InvalidInput(
                model,
                "a model that ONNX Runtime refuses (" + e.getMessage() + ")",
                "a model that it runs",
                "Export the model again.");
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("closing ONNX Runtime on " + model, e);
        }
    }
}
