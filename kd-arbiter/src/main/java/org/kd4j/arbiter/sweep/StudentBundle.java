package org.kd4j.arbiter.sweep;

import java.io.IOException;
import java.nio.file.Path;
import org.kd4j.arbiter.config.Config;
import org.kd4j.arbiter.config.StudentConfig;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.core.tokens.JsonTokenizer;
import org.kd4j.models.bundle.ModelBundle;

/** A student with all that it needs to predict, in one file. */
record StudentBundle(Config config, Materials materials) {

    /**
     * @param weights as the student saved them
     * @param own the student's configuration
     * @throws InvalidInput if its tokenizer is no longer the one that it learned with
     */
    void write(Path file, Path weights, Config own) throws IOException {
        boolean specialTokens = config.student() instanceof StudentConfig.Transformer;
        String tokenizer = TeacherModel.studentTokenizerJson(config);
        requireSame(tokenizer, specialTokens);
        ModelBundle.write(
                file,
                weights,
                materials.students().saved(own),
                materials.labels().names(),
                tokenizer,
                specialTokens);
    }

    private void requireSame(String json, boolean specialTokens) {
        try (JsonTokenizer tokenizer =
                new JsonTokenizer("the student's tokenizer", json, config.data().maxTokens(), specialTokens)) {
            if (!tokenizer.fingerprint().equals(materials.provenance().tokenizer())) {
                throw new InvalidInput(
                        "the student's tokenizer",
                        "another one than when the sweep began",
                        "the file as it was",
                        "Restore it, and continue with --resume.");
            }
        }
    }
}
