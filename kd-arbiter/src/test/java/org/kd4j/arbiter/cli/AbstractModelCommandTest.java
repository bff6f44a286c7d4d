package org.kd4j.arbiter.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Commands on a saved student, which finds good what has the word, and bad what has that. */
abstract class AbstractModelCommandTest {
    final StringWriter results = new StringWriter();
    final StringWriter messages = new StringWriter();

    @TempDir
    Path folder;

    Path student;

    @BeforeEach
    void writeModel() throws Exception {
        student = TinyModels.student(folder.resolve("student.zip"));
    }

    final Path write(String name, String text) throws Exception {
        return Files.writeString(folder.resolve(name), text);
    }

    /** The exit code; results are those of this run alone. */
    final int run(Object... args) {
        results.getBuffer().setLength(0);
        return Main.run(
                new PrintWriter(results, true),
                new PrintWriter(messages, true),
                Arrays.stream(args).map(String::valueOf).toArray(String[]::new));
    }
}
