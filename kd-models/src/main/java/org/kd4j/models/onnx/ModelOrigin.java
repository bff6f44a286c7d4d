package org.kd4j.models.onnx;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where a model comes from. A file is not kept in memory: whoever wants it reads it. */
sealed interface ModelOrigin {

    ByteSource open() throws IOException;

    /** The file, if it is one. */
    Optional<Path> file();

    /** The model's bytes, without those of external data. */
    byte[] bytes();

    /** Where external data may lie; empty where the model is no file. */
    default Optional<Path> folder() {
        return file().map(path -> path.toAbsolutePath().getParent());
    }

    record InFile(Path path) implements ModelOrigin {
        @Override
        public ByteSource open() throws IOException {
            return ByteSource.open(path);
        }

        @Override
        public Optional<Path> file() {
            return Optional.of(path);
        }

        @Override
        public byte[] bytes() {
            try {
                return Files.readAllBytes(path);
            } catch (IOException e) {
                throw new UncheckedIOException(path + " was read before", e);
            }
        }
    }

    record InMemory(byte[] bytes) implements ModelOrigin {
        @Override
        public ByteSource open() {
            return new ByteSource.InMemory(bytes);
        }

        @Override
        public Optional<Path> file() {
            return Optional.empty();
        }
    }
}
