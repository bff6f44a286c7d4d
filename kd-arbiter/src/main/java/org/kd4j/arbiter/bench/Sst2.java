package org.kd4j.arbiter.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.kd4j.core.failure.InvalidConfig;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.core.tokens.Encoding;
import org.kd4j.core.tokens.Tokenizer;
import org.kd4j.models.teacher.MiniLm;

/** The data set that some cases read; it is the user's own copy. */
final class Sst2 {
    private Sst2() {}

    static Path file(BenchSettings settings, String name) {
        if (settings.sst2() == null) {
            throw new InvalidConfig("--sst2", "nothing", "the folder of SST-2 with " + name, "This case reads it.");
        }
        Path file = settings.sst2().resolve(name);
        if (!Files.isRegularFile(file)) {
            throw new InvalidInput(file.toString(), "no such file", "SST-2's " + name, "Check --sst2.");
        }
        return file;
    }

    /** Token ids of train.tsv's phrases, as MiniLM reads them. */
    static int[][] trainingTokens(BenchSettings settings, int maxTokens) throws IOException {
        try (Stream<String> lines = Files.lines(file(settings, "train.tsv"));
                Tokenizer tokenizer = MiniLm.tokenizer(maxTokens, true)) {
            List<String> texts = lines.skip(1)
                    .map(line -> line.substring(0, line.indexOf('\t')).strip())
                    .toList();
            return tokenizer.encode(texts).stream().map(Encoding::ids).toArray(int[][]::new);
        }
    }
}
