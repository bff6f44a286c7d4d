package org.kd4j.models.tensors;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Writes arrays as a safetensors file (github.com/huggingface/safetensors): the length of a header, the header in JSON,
 * and the elements of each array, little-endian and row by row, in the order of their names.
 */
public final class TensorFileWriter {
    private static final int ALIGNMENT = 8;

    private TensorFileWriter() {}

    /**
     * @param file is overwritten
     * @param arrays of float, double, int or long, none of them empty; one copy is made at a time, and only of an array
     *     that does not lie row by row
     */
    public static void write(Path file, Map<String, INDArray> arrays) throws IOException {
        SortedMap<String, INDArray> ordered = new TreeMap<>(arrays);
        try (FileChannel out = FileChannel.open(
                file, StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING)) {
            writeAll(out, header(ordered));
            for (INDArray array : ordered.values()) {
                write(out, array);
            }
        }
    }

    private static ByteBuffer header(SortedMap<String, INDArray> arrays) {
        ObjectNode header = new ObjectMapper().createObjectNode();
        long at = 0;
        for (Map.Entry<String, INDArray> array : arrays.entrySet()) {
            TensorType type = TensorType.of(array.getValue().dataType());
            long end = at + array.getValue().length() * type.width();
            ObjectNode entry = header.putObject(array.getKey()).put("dtype", type.name());
            ArrayNode shape = entry.putArray("shape");
            for (long size : array.getValue().shape()) {
                shape.add(size);
            }
            entry.putArray("data_offsets").add(at).add(end);
            at = end;
        }
        byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
        int padding = (ALIGNMENT - json.length % ALIGNMENT) % ALIGNMENT;
        return ByteBuffer.allocate(Long.BYTES + json.length + padding)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length + padding)
                .put(json)
                .put(" ".repeat(padding).getBytes(StandardCharsets.UTF_8))
                .flip();
    }

    private static void write(FileChannel out, INDArray array) throws IOException {
        boolean rowMajor = array.ordering() == 'c' && !array.isView();
        INDArray dense = rowMajor ? array : array.dup('c');
        writeAll(out, ArrayMemory.of(dense));
        if (!rowMajor) {
            dense.close();
        }
    }

    private static void writeAll(FileChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }
}
