package org.kd4j.arbiter.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.kd4j.core.annotation.Annotations;
import org.kd4j.core.annotation.Annotators;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.batch.Student;
import org.kd4j.core.objective.HardLabels;
import org.kd4j.core.objective.IndividualLabels;
import org.kd4j.core.training.Adam;
import org.kd4j.core.training.Sgd;
import org.kd4j.core.training.StepSettings;
import org.kd4j.models.annotator.AnnotatorSettings;
import org.kd4j.models.annotator.AnnotatorStudent;
import org.kd4j.models.bundle.ModelBundle;
import org.kd4j.models.bundle.ModelSettings;
import org.kd4j.models.student.FastTextLinear;
import org.kd4j.models.student.FastTextSettings;
import org.kd4j.models.student.TextTask;
import org.kd4j.models.student.TransformerSettings;

/** Files of saved models that know six words and at most eight of a text. */
final class TinyModels {
    static final List<String> LABELS = List.of("bad", "good");

    private static final TextTask TASK = new TextTask(8, 0, 8, LABELS.size());
    private static final String TOKENIZER = """
            {"version": "1.0", "truncation": null, "padding": null, "normalizer": null, "decoder": null,
             "added_tokens": [{"id": 0, "content": "[PAD]", "single_word": false, "lstrip": false, "rstrip": false,
                               "normalized": false, "special": true}],
             "pre_tokenizer": {"type": "Whitespace"}, "post_processor": null,
             "model": {"type": "WordLevel", "unk_token": "[UNK]",
                       "vocab": {"[PAD]": 0, "[UNK]": 1, "it": 2, "was": 3, "good": 4, "bad": 5, "not": 6, "so": 7}}}
            """;

    private TinyModels() {}

    /** A student that has learned to tell good from bad. */
    static Path student(Path file) throws IOException {
        FastTextSettings settings = new FastTextSettings(TASK, 4);
        try (FastTextLinear student = FastTextLinear.create(settings, 1)) {
            Batch batch = Batch.of(List.of("a", "b"), new int[][] {{2, 3, 4}, {2, 3, 5}}, new int[] {1, 0});
            for (int step = 0; step < 100; step++) {
                student.learn(batch, new HardLabels(), 0.5);
            }
            return write(file, student, new ModelSettings.FastTextLinear(settings));
        }
    }

    /** A model of ann and bob, with random weights. */
    static Path annotators(Path file) throws IOException {
        AnnotatorSettings settings = new AnnotatorSettings(
                new Annotators(List.of("ann", "bob"), Map.of("age", List.of("old", "young"))),
                LABELS.size(),
                new AnnotatorSettings.SeparateHeads(),
                0);
        TransformerSettings encoder = TransformerSettings.of(TASK, 1, 8, 2, 8);
        try (AnnotatorStudent student = AnnotatorStudent.create(settings, encoder, StepSettings.of(new Sgd()), 1)) {
            return write(file, student, new ModelSettings.Annotators(settings, encoder));
        }
    }

    /** A model of ann, who finds good what is good, and of bob, who finds the contrary. */
    static Path opponents(Path file) throws IOException {
        AnnotatorSettings settings = new AnnotatorSettings(
                Annotators.of(List.of("ann", "bob")), LABELS.size(), new AnnotatorSettings.SeparateHeads(), 0);
        TransformerSettings encoder = TransformerSettings.of(TASK, 1, 8, 2, 8).withDropout(0);
        Batch batch = contradicted(64);
        try (AnnotatorStudent student =
                AnnotatorStudent.create(settings, encoder, StepSettings.of(Adam.standard()), 1)) {
            for (int step = 0; step < 150; step++) {
                student.learn(batch, new IndividualLabels(IndividualLabels.Averaging.ITEMS), 0.01);
            }
            return write(file, student, new ModelSettings.Annotators(settings, encoder));
        }
    }

    /** Four words each; what is good has at least as often "good" in it as "bad". */
    private static Batch contradicted(int texts) {
        SplittableRandom random = new SplittableRandom(2);
        List<String> ids = new ArrayList<>();
        int[][] tokens = new int[texts][];
        int[][] annotators = new int[texts][];
        int[][] labels = new int[texts][];
        for (int text = 0; text < texts; text++) {
            ids.add("text " + text);
            tokens[text] = random.ints(4, 2, 8).toArray();
            annotators[text] = new int[] {1, 2};
            long good = Arrays.stream(tokens[text]).filter(word -> word == 4).count();
            long bad = Arrays.stream(tokens[text]).filter(word -> word == 5).count();
            labels[text] = good >= bad ? new int[] {1, 0} : new int[] {0, 1};
        }
        return Batch.of(ids, tokens, new int[texts]).withAnnotations(new Annotations(annotators, labels));
    }

    private static Path write(Path file, Student student, ModelSettings settings) throws IOException {
        Path weights = file.resolveSibling("weights");
        student.save(weights);
        ModelBundle.write(file, weights, settings, LABELS, TOKENIZER, false);
        Files.delete(weights);
        return file;
    }
}
