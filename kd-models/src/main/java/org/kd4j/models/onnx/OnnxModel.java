package org.kd4j.models.onnx;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kd4j.core.failure.InvalidInput;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The content of an ONNX file, checked: every name is defined once, before it is used, and every tensor has the bytes
 * its dims ask for.
 *
 * @param name the file's name, for messages
 * @param opset version of the standard operators that the file was written for
 * @param inputs what a caller feeds
 * @param outputs names of what the model answers
 * @param constants initializers and the values of Constant nodes, by name
 * @param nodes all other nodes, each behind those whose values it uses
 * @param origin where the model was read from
 * @param fingerprint hex SHA-256 of the file's bytes and of the external data it uses
 */
record OnnxModel(
        String name,
        long opset,
        List<Input> inputs,
        List<String> outputs,
        Map<String, Value.Constant> constants,
        List<Node> nodes,
        ModelOrigin origin,
        String fingerprint) {

    /**
     * @param name as the caller feeds it
     * @param type INT32, INT64, FLOAT, DOUBLE or BOOL
     * @param shape sizes; those that the file leaves open carry the file's name for them
     */
    record Input(String name, DataType type, Shape shape) {}

    /**
     * Reads a model from a file; its external data may lie in the same folder or below.
     *
     * @throws InvalidInput if the file is missing, is no ONNX model, or contradicts itself
     */
    static OnnxModel read(Path file) {
        return read(file.toString(), new ModelOrigin.InFile(file));
    }

    /** The same from the bytes of a file that needs no other; {@code name} stands for it in messages. */
    static OnnxModel of(String name, byte[] bytes) {
        return read(name, new ModelOrigin.InMemory(bytes));
    }

    private static OnnxModel read(String name, ModelOrigin origin) {
        try (ByteSource source = origin.open()) {
            return new OnnxParser(name, origin, source).parse();
        } catch (IOException e) {
            throw new InvalidInput(
                    name,
                    "no readable file (" + e.getMessage() + ")",
                    "an ONNX model",
                    "Set teacher.model to the exported .onnx file.");
        }
    }

    /** Where the model was read from, if it was a file. */
    Optional<Path> file() {
        return origin.file();
    }

    /** The bytes of the model's own file, read again where it is one. */
    byte[] bytes() {
        return origin.bytes();
    }
}
