package org.kd4j.models.tensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kd4j.core.failure.InvalidInput;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Files are held against bytes written here by the description of the format. */
class TensorFileTest {
    private static final String TWO =
            "{\"a\":{\"dtype\":\"F32\",\"shape\":[2,1],\"data_offsets\":[0,8]},\"b\":{\"dtype\":\"I64\",\"shape\":[],"
                    + "\"data_offsets\":[8,16]}}";

    @TempDir
    Path folder;

    @Test
    void writesTheFormat() throws IOException {
        Path file = folder.resolve("x.safetensors");

        TensorFileWriter.write(file, Map.of("b", Nd4j.scalar(-3L), "a", Nd4j.createFromArray(new float[][] {{1.5f}, {-2}
        })));

        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        int header = (int) bytes.getLong();
        assertThat(header % 8).isZero();
        assertThat(new String(bytes.array(), 8, header, StandardCharsets.UTF_8).strip())
                .isEqualTo(TWO);
        bytes.position(8 + header);
        assertThat(bytes.getFloat()).isEqualTo(1.5f);
        assertThat(bytes.getFloat()).isEqualTo(-2f);
        assertThat(bytes.getLong()).isEqualTo(-3);
        assertThat(bytes.hasRemaining()).isFalse();
    }

    @Test
    void readsTheFormat() throws IOException {
        try (TensorFile tensors = TensorFile.open(file(TWO, 1.5f, -2))) {
            assertThat(tensors.names()).containsExactly("a", "b");
            assertThat(tensors.read("a")).isEqualTo(Nd4j.createFromArray(new float[][] {{1.5f}, {-2}}));
            assertThat(tensors.read("b").shape()).isEmpty();
        }
    }

    @Test
    void writesArraysOfAnyLayoutRowByRow() throws IOException {
        INDArray rows = Nd4j.createFromArray(new double[][] {{1, 2, 3}, {4, 5, 6}});
        Path file = folder.resolve("x.safetensors");

        TensorFileWriter.write(file, Map.of("columns", rows.dup('f'), "view", rows.transpose()));

        try (TensorFile tensors = TensorFile.open(file)) {
            assertThat(tensors.read("columns")).isEqualTo(rows);
            assertThat(tensors.read("view").toDoubleMatrix()).isDeepEqualTo(new double[][] {{1, 4}, {2, 5}, {3, 6}});
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{\"a\":7}",
                "{\"a\":{\"dtype\":\"F8\",\"shape\":[4],\"data_offsets\":[0,16]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,16]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[4.0],\"data_offsets\":[0,16]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[-4],\"data_offsets\":[0,16]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[16,0]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[-16,0]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,12]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[5],\"data_offsets\":[0,20]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[4,16]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[9223372036854775807,4],\"data_offsets\":[0,16]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2147483648,2147483648],\"data_offsets\":[0,16]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
                        + "\"b\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[4,16]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]},"
                        + "\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]}}"
            })
    void refusesHeadersThatContradictTheFile(String header) throws IOException {
        Path file = file(header, 1, 2);

        assertThatThrownBy(() -> TensorFile.open(file))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void refusesHeadersBeyondTheFile() throws IOException {
        for (long length : new long[] {-1, 0, 1 << 20, 17 << 20, Long.MAX_VALUE}) {
            ByteBuffer bytes = ByteBuffer.allocate(64)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(length)
                    .clear();
            Path file = Files.write(folder.resolve("x"), bytes.array());

            assertThatThrownBy(() -> TensorFile.open(file))
                    .as("length %d", length)
                    .isInstanceOf(InvalidInput.class);
        }
    }

    @Test
    void refusesFilesThatAreMissingOrCutOff() throws IOException {
        byte[] whole = Files.readAllBytes(file(TWO, 1, 2));
        for (int length = 0; length < whole.length; length++) {
            Path file = Files.write(folder.resolve("x"), Arrays.copyOf(whole, length));

            assertThatThrownBy(() -> TensorFile.open(file))
                    .as("length %d", length)
                    .isInstanceOf(InvalidInput.class);
        }
        assertThatThrownBy(() -> TensorFile.open(folder.resolve("none"))).isInstanceOf(InvalidInput.class);
    }

    /** A file of this header with 16 bytes of data: two floats and zeros. */
    private Path file(String header, float first, float second) throws IOException {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + json.length + 16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length)
                .put(json)
                .putFloat(first)
                .putFloat(second);
        return Files.write(folder.resolve("by-hand.safetensors"), bytes.array());
    }
}
