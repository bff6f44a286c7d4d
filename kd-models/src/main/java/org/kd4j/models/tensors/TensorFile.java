package org.kd4j.models.tensors;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.kd4j.core.failure.InvalidInput;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A safetensors file, checked when it is opened: the header fits, its arrays lie one behind the other without holes,
 * and each has the bytes that its shape asks for. Arrays are read one at a time, straight into their own memory.
 */
public final class TensorFile implements AutoCloseable {
    private static final int LARGEST_HEADER = 16 << 20;
    private static final String METADATA = "__metadata__";
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final Path file;
    private final FileChannel channel;
    private final Map<String, TensorEntry> entries = new LinkedHashMap<>();
    private final long dataStart;

    private TensorFile(Path file, FileChannel channel) throws IOException {
        this.file = file;
        this.channel = channel;
        int header = headerLength();
        this.dataStart = Long.BYTES + header;
        ByteBuffer json = ByteBuffer.allocate(header);
        readFully(json, Long.BYTES);
        JsonNode root = JSON.readTree(json.array());
        if (root == null || !root.isObject()) {
            throw new IllegalArgumentException("a header that is no JSON object");
        }
        root.properties().stream()
                .filter(field -> !field.getKey().equals(METADATA))
                .map(field -> TensorEntry.of(field.getKey(), field.getValue()))
                .sorted(Comparator.comparingLong(TensorEntry::begin))
                .forEach(entry -> entries.put(entry.name(), entry));
        requireNoHoles();
    }

    /** @throws InvalidInput if the file is missing, or its header or size contradicts itself */
    public static TensorFile open(Path file) {
        FileChannel channel = null;
        try {
            channel = FileChannel.open(file, StandardOpenOption.READ);
            return new TensorFile(file, channel);
        } catch (IOException | IllegalArgumentException | ArithmeticException e) {
            close(channel);
            throw broken(file, e);
        }
    }

    private int headerLength() throws IOException {
        ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        readFully(length, 0);
        long header = length.getLong(0);
        if (header < 2 || header > LARGEST_HEADER || header > channel.size() - Long.BYTES) {
            throw new IllegalArgumentException(
                    "a header of " + header + " bytes in a file of " + channel.size() + " bytes");
        }
        return (int) header;
    }

    private void requireNoHoles() throws IOException {
        long at = 0;
        for (TensorEntry entry : entries.values()) {
            if (entry.begin() != at) {
                throw new IllegalArgumentException(
                        "'" + entry.name() + "' at byte " + entry.begin() + " where byte " + at + " comes next");
            }
            at = entry.end();
        }
        if (dataStart + at != channel.size()) {
            throw new IllegalArgumentException(
                    channel.size() - dataStart + " bytes behind the header where its arrays take " + at);
        }
    }

    /** Names of the arrays, as they lie in the file. */
    public List<String> names() {
        return List.copyOf(entries.keySet());
    }

    /**
     * One array, row by row; the caller frees it.
     *
     * @throws InvalidInput if the file cannot be read any more
     * @throws IllegalArgumentException if it has no array of that name
     */
    public INDArray read(String name) {
        TensorEntry entry = entries.get(name);
        if (entry == null) {
            throw new IllegalArgumentException(file + ": no array '" + name + "' among " + Set.copyOf(names()));
        }
        INDArray array = Nd4j.createUninitialized(entry.type().stored(), entry.shape(), 'c');
        try {
            readFully(ArrayMemory.bytes(array), dataStart + entry.begin());
        } catch (IOException e) {
            array.close();
            throw broken(file, e);
        }
        ArrayMemory.written(array);
        return array;
    }

    private void readFully(ByteBuffer bytes, long from) throws IOException {
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, from + bytes.position()) < 0) {
                throw new EOFException("it ends early");
            }
        }
    }

    private static InvalidInput broken(Path file, Exception why) {
        return new InvalidInput(
                file.toString(),
                "no safetensors file that can be read (" + why.getMessage() + ")",
                "arrays of F32, F64, I32 or I64 as they were written",
                "Import the model again.");
    }

    @Override
    public void close() {
        close(channel);
    }

    private static void close(FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
