package org.kd4j.models.annotator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.core.io.AtomicFiles;
import org.kd4j.core.samediff.HostMemory;
import org.kd4j.core.training.ParameterPart;
import org.kd4j.models.tensors.TensorFile;
import org.kd4j.models.tensors.TensorFileWriter;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The weights of a model by name, as a safetensors file. */
final class WeightsFile {
    private WeightsFile() {}

    /** Parts of a model, and the weights that they lie in. */
    record Some(List<ParameterPart> parts, FloatBuffer weights) {}

    /** Appears whole or not at all. */
    static void write(Path file, List<Some> all) {
        Map<String, INDArray> arrays = new LinkedHashMap<>();
        for (Some some : all) {
            for (ParameterPart part : some.parts) {
                float[] values = new float[part.length()];
                some.weights.get(part.offset(), values);
                arrays.put(part.name(), Nd4j.create(values, shape(part), 'c'));
            }
        }
        try {
            AtomicFiles.write(file, path -> TensorFileWriter.write(path, arrays));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        } finally {
            arrays.values().forEach(INDArray::close);
        }
    }

    /** @throws InvalidInput if the file has not these parts; then nothing has changed */
    static void read(Path file, List<ParameterPart> parts, FloatBuffer weights) {
        Map<ParameterPart, float[]> values = new LinkedHashMap<>();
        try (TensorFile tensors = TensorFile.open(file)) {
            for (ParameterPart part : parts) {
                values.put(part, read(file, tensors, part));
            }
        }
        values.forEach((part, numbers) -> weights.put(part.offset(), numbers));
    }

    private static float[] read(Path file, TensorFile tensors, ParameterPart part) {
        if (!tensors.names().contains(part.name())) {
            throw another(file, "no array " + part.name(), part);
        }
        INDArray array = tensors.read(part.name());
        try {
            if (!Arrays.equals(array.shape(), shape(part))) {
                throw another(file, part.name() + " of shape " + Arrays.toString(array.shape()), part);
            }
            return HostMemory.copy(array);
        } finally {
            array.close();
        }
    }

    private static long[] shape(ParameterPart part) {
        return part.shape().stream().mapToLong(Integer::longValue).toArray();
    }

    private static InvalidInput another(Path file, String found, ParameterPart part) {
        return new InvalidInput(
                file.toString(),
                found,
                part.name() + " of shape " + part.shape() + ", as the model of these settings has it",
                "Use the settings and the annotators that the model was trained with.");
    }
}
