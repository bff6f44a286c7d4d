package org.kd4j.arbiter;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A golden teacher of 160 words and three classes with a tokenizer for it, and sentences of these words whose label says
 * whether the word good is in them.
 */
public final class GoldenTeacher {
    private static final int SPECIAL = 4;
    private static final int WORDS = 160;

    private GoldenTeacher() {}

    /**
     * Writes model and tokenizer.
     *
     * @param name of the golden model
     * @return the model
     */
    public static Path write(Path folder, String name) throws IOException {
        Files.writeString(folder.resolve("tokenizer.json"), tokenizer());
        Path model = folder.resolve("model.onnx");
        try (InputStream golden = GoldenTeacher.class.getResourceAsStream("/golden/teachers/" + name + ".onnx")) {
            Files.copy(golden, model);
        }
        return model;
    }

    private static String tokenizer() {
        String words = IntStream.range(SPECIAL + 1, WORDS)
                .mapToObj(id -> "\"w" + id + "\": " + id)
                .collect(Collectors.joining(", "));
        return """
                {"version": "1.0", "truncation": null, "padding": null, "normalizer": null,
                 "added_tokens": [
                  {"id": 0, "content": "[PAD]", "single_word": false, "lstrip": false, "rstrip": false,
                   "normalized": false, "special": true},
                  {"id": 2, "content": "[CLS]", "single_word": false, "lstrip": false, "rstrip": false,
                   "normalized": false, "special": true},
                  {"id": 3, "content": "[SEP]", "single_word": false, "lstrip": false, "rstrip": false,
                   "normalized": false, "special": true}],
                 "pre_tokenizer": {"type": "WhitespaceSplit"},
                 "post_processor": {"type": "BertProcessing", "sep": ["[SEP]", 3], "cls": ["[CLS]", 2]},
                 "decoder": null,
                 "model": {"type": "WordLevel", "unk_token": "[UNK]", "vocab":
                  {"[PAD]": 0, "[UNK]": 1, "[CLS]": 2, "[SEP]": 3, "good": 4, %s}}}
                """.formatted(words);
    }

    /** Writes so many sentences with their labels, no and yes. */
    public static Path sentences(Path file, int records, long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        StringBuilder lines = new StringBuilder("sentence\tlabel\n");
        for (int i = 0; i < records; i++) {
            boolean good = random.nextBoolean();
            String words = random.ints(2 + random.nextInt(8), SPECIAL + 1, WORDS)
                    .mapToObj(id -> "w" + id)
                    .collect(Collectors.joining(" "));
            lines.append(words).append(good ? " good\tyes\n" : "\tno\n");
        }
        return Files.writeString(file, lines);
    }
}
