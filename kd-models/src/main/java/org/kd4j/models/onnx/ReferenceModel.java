package org.kd4j.models.onnx;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.StringStringEntryProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.ValueInfoProto;
import org.nd4j.shade.protobuf.ByteString;

/** A model's file with more of the graph's values as outputs, as ONNX Runtime is to read it. */
final class ReferenceModel {
    /** Bytes of a tensor that stays in the file; smaller ones may be shapes, which the runtime wants at hand. */
    private static final long LARGE = 4096;

    private ReferenceModel() {}

    /**
     * Of a file, its large tensors are left where they are, as if they were external data: the runtime maps them from
     * the model's own file instead of holding them once more.
     *
     * @param instead bytes to take in place of the model's own, where they are known
     * @param more names of values that nodes compute
     */
    static byte[] of(OnnxModel model, Optional<byte[]> instead, Set<String> more) {
        Set<String> added = new HashSet<>(more);
        model.outputs().forEach(added::remove);
        GraphProto.Builder outputs = GraphProto.newBuilder();
        // Their types and shapes are left out: the runtime knows them.
        added.forEach(name -> outputs.addOutput(ValueInfoProto.newBuilder().setName(name)));
        // A link to a file elsewhere would be external data outside the model's folder.
        Optional<Path> file = model.file().filter(path -> !Files.isSymbolicLink(path));
        if (file.isPresent() && instead.isEmpty()) {
            return skeleton(model, file.get(), outputs);
        }
        // Messages of Protocol Buffers that follow each other are read as one, with the elements of both.
        byte[] tail = ModelProto.newBuilder().setGraph(outputs).build().toByteArray();
        byte[] own = instead.orElseGet(model::bytes);
        byte[] both = Arrays.copyOf(own, own.length + tail.length);
        System.arraycopy(tail, 0, both, own.length, tail.length);
        return both;
    }

    private static byte[] skeleton(OnnxModel model, Path file, GraphProto.Builder outputs) {
        try (ByteSource source = model.origin().open()) {
            ModelSkeleton skeleton = ModelSkeleton.read(source);
            for (ModelSkeleton.Initializer initializer : skeleton.initializers()) {
                outputs.addInitializer(
                        initializer.raw().isEmpty() ? initializer.tensor() : tensor(initializer, source, file));
            }
            ModelProto.Builder whole = skeleton.model().toBuilder();
            whole.getGraphBuilder().mergeFrom(outputs.build());
            return whole.build().toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(model.name() + " was read before", e);
        }
    }

    private static TensorProto tensor(ModelSkeleton.Initializer initializer, ByteSource source, Path file)
            throws IOException {
        ModelSkeleton.Region raw = initializer.raw().orElseThrow();
        TensorProto.Builder tensor = initializer.tensor().toBuilder();
        if (TensorReader.isExternal(initializer.tensor())) {
            return tensor.build();
        }
        if (raw.length() < LARGE) {
            ByteBuffer bytes = ByteBuffer.allocate((int) raw.length());
            source.read(bytes, raw.offset());
            return tensor.setRawData(ByteString.copyFrom(bytes.flip())).build();
        }
        return tensor.setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(entry("location", file.getFileName().toString()))
                .addExternalData(entry("offset", String.valueOf(raw.offset())))
                .addExternalData(entry("length", String.valueOf(raw.length())))
                .build();
    }

    private static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }
}
