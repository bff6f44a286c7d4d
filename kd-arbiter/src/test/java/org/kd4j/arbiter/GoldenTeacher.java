package org.kd4j.arbiter;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A golden teacher of 160 words and three classes with a tokenizer for it, and sentences of these words, one of which says
 * the label.
 */
public final class GoldenTeacher {
    private static final int SPECIAL = 4;
    private static final int WORDS = 160;
    private static final int FIRST_FILLER = 7;

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

    /** Writes so many sentences with their labels, yes and no. */
    public static Path sentences(Path file, int records, long seed) throws IOException {
        return sentences(file, records, seed, List.of("yes", "no"));
    }

    /** The same with up to three labels, each of which has a word of its own: good, w5, w6. */
    public static Path sentences(Path file, int records, long seed, List<String> labels) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        StringBuilder lines = new StringBuilder("sentence\tlabel\n");
        for (int i = 0; i < records; i++) {
            int label = random.nextInt(labels.size());
            String words = random.ints(2 + random.nextInt(8), FIRST_FILLER, WORDS)
                    .mapToObj(id -> "w" + id)
                    .collect(Collectors.joining(" "));
            lines.append(words)
                    .append(' ')
                    .append(List.of("good", "w5", "w6").get(label))
                    .append('\t')
                    .append(labels.get(label))
                    .append('\n');
        }
        return Files.writeString(file, lines);
    }
}
