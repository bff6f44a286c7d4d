package org.kd4j.models.onnx;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.TensorProto;
import org.nd4j.shade.protobuf.CodedInputStream;
import org.nd4j.shade.protobuf.InvalidProtocolBufferException;
import org.nd4j.shade.protobuf.UnknownFieldSet;
import org.nd4j.shade.protobuf.WireFormat;

/**
 * An ONNX file without the numbers of its initializers, which stay where they are: they are nearly all of a large file.
 *
 * @param model the rest of the file; its graph has no initializers
 * @param initializers in the file's order
 */
record ModelSkeleton(ModelProto model, List<Initializer> initializers) {

    /**
     * @param tensor the initializer without its raw data
     * @param raw where its raw data lie in the file, if it has some
     */
    record Initializer(TensorProto tensor, Optional<Region> raw) {}

    /** Bytes of a file from {@code offset} (inclusive) on. */
    record Region(long offset, long length) {}

    /** What is done with a field instead of keeping it. */
    @FunctionalInterface
    private interface FieldReader {
        void read() throws IOException;
    }

    /** @throws InvalidProtocolBufferException if the bytes are no protobuf message */
    static ModelSkeleton read(ByteSource source) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(source.stream());
        in.setSizeLimit(Integer.MAX_VALUE);
        GraphProto.Builder graph = GraphProto.newBuilder();
        List<Initializer> initializers = new ArrayList<>();
        UnknownFieldSet model = fields(
                in,
                ModelProto.GRAPH_FIELD_NUMBER,
                () -> nested(
                        in,
                        () -> graph.mergeFrom(fields(
                                        in,
                                        GraphProto.INITIALIZER_FIELD_NUMBER,
                                        () -> nested(in, () -> initializers.add(initializer(in))))
                                .toByteString())));
        ModelProto rest = ModelProto.parseFrom(model.toByteString());
        return new ModelSkeleton(rest.toBuilder().setGraph(graph).build(), initializers);
    }

    private static Initializer initializer(CodedInputStream in) throws IOException {
        List<Region> raw = new ArrayList<>();
        UnknownFieldSet tensor = fields(in, TensorProto.RAW_DATA_FIELD_NUMBER, () -> {
            int length = in.readRawVarint32();
            raw.add(new Region(in.getTotalBytesRead(), length));
            in.skipRawBytes(length);
        });
        // Of a field that is there more than once, protobuf takes the last.
        Optional<Region> last = raw.isEmpty() ? Optional.empty() : Optional.of(raw.get(raw.size() - 1));
        return new Initializer(TensorProto.parseFrom(tensor.toByteString()), last);
    }

    /** The fields up to the end of the message, but for one of a length, which the reader takes from the stream. */
    private static UnknownFieldSet fields(CodedInputStream in, int apart, FieldReader reader) throws IOException {
        int tagApart = apart << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
        UnknownFieldSet.Builder fields = UnknownFieldSet.newBuilder();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag == tagApart) {
                reader.read();
            } else if (!fields.mergeFieldFrom(tag, in)) {
                throw new InvalidProtocolBufferException("a group ends that did not begin");
            }
        }
        return fields.build();
    }

    private static void nested(CodedInputStream in, FieldReader message) throws IOException {
        int outer = in.pushLimit(in.readRawVarint32());
        message.read();
        if (in.getBytesUntilLimit() != 0) {
            throw new InvalidProtocolBufferException("the file ends within a message");
        }
        in.popLimit(outer);
    }
}
