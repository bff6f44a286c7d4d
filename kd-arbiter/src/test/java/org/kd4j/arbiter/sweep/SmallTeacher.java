package org.kd4j.arbiter.sweep;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.kd4j.core.training.Sgd;
import org.kd4j.core.training.StepSettings;
import org.kd4j.models.head.HeadKind;
import org.kd4j.models.head.Pooling;
import org.kd4j.models.onnx.OnnxImport;
import org.kd4j.models.onnx.SavedGraph;
import org.kd4j.models.student.TextTask;
import org.kd4j.models.student.TransformerSettings;
import org.kd4j.models.student.TransformerStudent;
import org.kd4j.models.teacher.ImportedTeacher;
import org.kd4j.models.teacher.TeacherFolder;

/** A random classifier of two blocks with a head like BERT's, imported as a folder. Its words are w3, w4, … w29. */
final class SmallTeacher {
    static final int WORDS = 30;
    static final int TOKENS = 12;

    private SmallTeacher() {}

    /** @param labels of its logits */
    static TransformerStudent write(Path folder, List<String> labels) throws IOException {
        return write(folder, labels, Pooling.CLS);
    }

    /** The same with a head that pools as one likes. */
    static TransformerStudent write(Path folder, List<String> labels, Pooling pooling) throws IOException {
        TextTask task = new TextTask(WORDS, 0, TOKENS, labels.size());
        TransformerSettings settings =
                TransformerSettings.of(task, 2, 16, 2, 32).withPooling(pooling).withHead(HeadKind.TANH);
        TransformerStudent network = TransformerStudent.create(settings, StepSettings.of(new Sgd()), 4);
        // Logits of weights as small as those of a recipe would be the same for all texts.
        float[] words = network.vector().get("embeddings.words");
        IntStream.range(0, words.length).forEach(i -> words[i] *= 50);
        network.vector().set("embeddings.words", words);
        Path tokenizer = Files.writeString(folder.resolveSibling("tokenizer.json"), tokenizer());
        OnnxImport.Verified classifier = network.classifier("small");
        try {
            ImportedTeacher teacher =
                    new ImportedTeacher(Path.of("small.onnx"), classifier, Optional.of(tokenizer), labels);
            TeacherFolder.write(folder, teacher, SavedGraph.MOST_INLINE_BYTES);
        } finally {
            classifier.graph().close();
        }
        return network;
    }

    /** The ids of a text of these words, with those that frame it. */
    static int[] ids(String text) {
        IntStream words = text.isEmpty()
                ? IntStream.empty()
                : List.of(text.split(" ")).stream().mapToInt(word -> Integer.parseInt(word.substring(1)));
        return IntStream.concat(IntStream.concat(IntStream.of(1), words), IntStream.of(2))
                .toArray();
    }

    private static String tokenizer() {
        String words = IntStream.range(3, WORDS)
                .mapToObj(id -> ", \"w" + id + "\": " + id)
                .collect(Collectors.joining());
        return """
                {"version": "1.0", "truncation": null, "padding": null, "added_tokens": [
                  {"id": 0, "content": "[PAD]", "single_word": false, "lstrip": false, "rstrip": false,
                   "normalized": false, "special": true}],
                 "normalizer": null, "pre_tokenizer": {"type": "Whitespace"},
                 "post_processor": {"type": "TemplateProcessing",
                  "single": [{"SpecialToken": {"id": "[CLS]", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}},
                             {"SpecialToken": {"id": "[SEP]", "type_id": 0}}],
                  "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 0}}],
                  "special_tokens": {"[CLS]": {"id": "[CLS]", "ids": [1], "tokens": ["[CLS]"]},
                                     "[SEP]": {"id": "[SEP]", "ids": [2], "tokens": ["[SEP]"]}}},
                 "decoder": null,
                 "model": {"type": "WordLevel", "unk_token": "[PAD]", "vocab": {"[PAD]": 0, "[CLS]": 1, "[SEP]": 2%s}}}
                """.formatted(words);
    }
}
