package org.kd4j.core.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Values that other software computed. They are read from the folder that the system property {@code kd.golden} names,
 * or else from the copy in the test resources of the module under test.
 */
public final class Golden {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Golden() {}

    /** The case file as a tree; {@code name} is relative to the folder, such as {@code "trajectories/x.json"}. */
    public static JsonNode json(String name) {
        try (InputStream in = open(name)) {
            return JSON.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static byte[] bytes(String name) {
        try (InputStream in = open(name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String name) throws IOException {
        String folder = System.getProperty("kd.golden", "");
        if (!folder.isEmpty()) {
            return Files.newInputStream(Path.of(folder, name));
        }
        InputStream in = Golden.class.getResourceAsStream("/golden/" + name);
        if (in == null) {
            throw new IOException("no golden case file " + name + " among the test resources");
        }
        return in;
    }
}
