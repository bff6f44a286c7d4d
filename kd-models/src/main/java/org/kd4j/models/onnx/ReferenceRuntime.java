package org.kd4j.models.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.kd4j.core.failure.InvalidInput;

/** ONNX Runtime on a model. Its jar is optional, so no other class uses its types, and none uses this one without it. */
final class ReferenceRuntime implements AutoCloseable {
    private final String model;
    private final OrtSession session;

    private ReferenceRuntime(String model, OrtSession session) {
        this.model = model;
        this.session = session;
    }

    /** @throws InvalidInput if ONNX Runtime refuses the model */
    static ReferenceRuntime open(OnnxModel model) {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
            OrtSession session = model.file().isPresent()
                    ? environment.createSession(model.file().get().toString(), options)
                    : environment.createSession(model.bytes(), options);
            return new ReferenceRuntime(model.name(), session);
        } catch (OrtException e) {
            throw refused(model.name(), e);
        }
    }

    /** The outputs that are numbers, by name. */
    Map<String, Output> run(Map<String, long[][]> inputs) {
        Map<String, OnnxTensor> tensors = new HashMap<>();
        try {
            for (Map.Entry<String, long[][]> input : inputs.entrySet()) {
                tensors.put(input.getKey(), tensor(input.getKey(), input.getValue()));
            }
            try (OrtSession.Result result = session.run(tensors)) {
                Map<String, Output> outputs = new HashMap<>();
                for (Map.Entry<String, OnnxValue> output : result) {
                    floats(output.getValue()).ifPresent(found -> outputs.put(output.getKey(), found));
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
            default ->
                throw new InvalidInput(
                        model + ", input '" + input + "'",
                        "elements of type " + type,
                        "INT64 or INT32",
                        "Export a model that takes token ids.");
        };
    }

    private static Optional<Output> floats(OnnxValue value) {
        FloatBuffer buffer = value instanceof OnnxTensor tensor ? tensor.getFloatBuffer() : null;
        if (buffer == null) {
            return Optional.empty();
        }
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        return Optional.of(new Output(((OnnxTensor) value).getInfo().getShape(), values));
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
