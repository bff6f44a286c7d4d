package org.kd4j.models.onnx;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import onnx.Onnx.StringStringEntryProto;
import onnx.Onnx.TensorProto;

/**
 * Where a tensor's bytes lie that are in another file than the model.
 *
 * @param file the file, symbolic links followed
 * @param offset of the first byte
 * @param length bytes; empty where the file does not say: then up to the end of the file
 */
record ExternalData(Path file, long offset, Optional<Long> length) {

    /**
     * @param folder the model's; the file lies there or below. A hard link is a file like any other and passes.
     * @throws IOException if it lies elsewhere, is not there, or the tensor says something else than numbers
     */
    static ExternalData of(TensorProto tensor, Path folder) throws IOException {
        Map<String, String> entries = new HashMap<>();
        for (StringStringEntryProto entry : tensor.getExternalDataList()) {
            entries.put(entry.getKey(), entry.getValue());
        }
        Optional<Long> length =
                entries.containsKey("length") ? Optional.of(number("length", entries.get("length"))) : Optional.empty();
        return new ExternalData(
                inside(folder, entries.getOrDefault("location", "")),
                number("offset", entries.getOrDefault("offset", "0")),
                length);
    }

    private static long number(String key, String text) throws IOException {
        try {
            long number = Long.parseLong(text);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new IOException(key + " " + text + " is no number of bytes");
    }

    /**
     * Neither absolute nor with {@code ..} in it, which other readers of the model might follow through a link, and
     * inside once its links are followed.
     */
    private static Path inside(Path folder, String location) throws IOException {
        Path root = folder.toRealPath();
        Path relative = path(location);
        boolean descends = relative.getRoot() == null && !relative.startsWith("/");
        for (Path name : relative) {
            descends &= !name.toString().equals("..") && !name.toString().isEmpty();
        }
        Path file = descends ? root.resolve(relative).toRealPath() : root;
        if (file.equals(root) || !file.startsWith(root)) {
            throw new IOException("it is not in the model's own folder");
        }
        return file;
    }

    private static Path path(String location) throws IOException {
        try {
            return Path.of(location);
        } catch (InvalidPathException e) {
            throw new IOException("no name of a file", e);
        }
    }
}
