package org.kd4j.models.bundle;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.kd4j.core.annotation.Annotators;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.batch.Student;
import org.kd4j.core.objective.HardLabels;
import org.kd4j.core.training.Adam;
import org.kd4j.core.training.Sgd;
import org.kd4j.core.training.StepSettings;
import org.kd4j.models.annotator.AnnotatorSettings;
import org.kd4j.models.annotator.AnnotatorStudent;
import org.kd4j.models.annotator.CombinerSettings;
import org.kd4j.models.annotator.PanelStudent;
import org.kd4j.models.annotator.PoolerSettings;
import org.kd4j.models.annotator.RecommenderSettings;
import org.kd4j.models.head.HeadKind;
import org.kd4j.models.head.Pooling;
import org.kd4j.models.student.FastTextLinear;
import org.kd4j.models.student.FastTextSettings;
import org.kd4j.models.student.KimCnn;
import org.kd4j.models.student.KimCnnSettings;
import org.kd4j.models.student.TextTask;
import org.kd4j.models.student.TransformerEngine;
import org.kd4j.models.student.TransformerSettings;
import org.kd4j.models.student.TransformerStudent;

/** Models of a vocabulary of a few words, with weights that are not zero. */
final class SmallModels {
    static final List<String> LABELS = List.of("bad", "good", "neither");
    static final List<String> WORDS = List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "it", "was", "good", "bad", "not");
    static final TextTask TASK = new TextTask(WORDS.size(), 0, 6, LABELS.size());
    static final Annotators PEOPLE =
            new Annotators(List.of("ann", "bob", "cy"), Map.of("age", List.of("old", "young", "")));

    private static final TransformerSettings ENCODER =
            TransformerSettings.of(TASK, 2, 12, 3, 16).withPooling(Pooling.CLS).withHead(HeadKind.GELU_TANH);

    private SmallModels() {}

    /** A model that can be saved, with what a bundle says of it. */
    record Model(Student student, ModelSettings settings) {
        boolean specialTokens() {
            ModelSettings network = settings instanceof ModelSettings.Panel panel ? panel.student() : settings;
            return !(network instanceof ModelSettings.KimCnn || network instanceof ModelSettings.FastTextLinear);
        }

        Path write(Path folder) throws IOException {
            Path weights = folder.resolve("weights");
            Path file = folder.resolve("model.zip");
            student.save(weights);
            ModelBundle.write(file, weights, settings, LABELS, tokenizer(), specialTokens());
            return file;
        }
    }

    static Stream<Model> all() {
        return Stream.of(
                kimCnn(),
                fastText(),
                panel(),
                transformer(TransformerEngine.ENCODER),
                transformer(TransformerEngine.SAMEDIFF),
                annotators(new AnnotatorSettings.SeparateHeads()),
                recommender(new CombinerSettings.FeedForward(1)),
                recommender(new CombinerSettings.DeepCross(2, 1, 3, CombinerSettings.Form.PARALLEL)),
                annotators(new AnnotatorSettings.Pooled(
                        new PoolerSettings(10, HeadKind.GELU, 0.1), new AnnotatorSettings.SeparateHeads())));
    }

    static Model kimCnn() {
        KimCnnSettings settings = new KimCnnSettings(TASK, 5, List.of(2, 3), 4, 0.5, Adam.standard());
        return new Model(moved(KimCnn.create(settings, 1)), new ModelSettings.KimCnn(settings));
    }

    static Model fastText() {
        FastTextSettings settings = new FastTextSettings(TASK, 5);
        return new Model(moved(FastTextLinear.create(settings, 1)), new ModelSettings.FastTextLinear(settings));
    }

    /** A network of nine logits: three classes for each of three people. */
    static Model panel() {
        FastTextSettings settings = new FastTextSettings(TASK.withClasses(9), 5);
        return new Model(
                new PanelStudent(moved(FastTextLinear.create(settings, 1)), PEOPLE),
                new ModelSettings.Panel(new ModelSettings.FastTextLinear(settings), PEOPLE));
    }

    static Model transformer(TransformerEngine engine) {
        return new Model(
                moved(TransformerStudent.create(ENCODER, StepSettings.of(new Sgd()), 1, engine)),
                new ModelSettings.Transformer(ENCODER));
    }

    static Model recommender(CombinerSettings combiner) {
        return annotators(
                new AnnotatorSettings.SharedRecommender(new RecommenderSettings(5, true, List.of("age"), 1, combiner)));
    }

    static Model annotators(AnnotatorSettings.Model model) {
        AnnotatorSettings settings = new AnnotatorSettings(PEOPLE, LABELS.size(), model, 0.1);
        return new Model(
                AnnotatorStudent.create(settings, ENCODER, StepSettings.of(new Sgd()), 1),
                new ModelSettings.Annotators(settings, ENCODER));
    }

    private static Student moved(Student student) {
        Batch batch = Batch.of(List.of("a", "b"), new int[][] {{4, 5, 6}, {4, 5, 8, 7}}, new int[] {1, 0});
        for (int step = 0; step < 5; step++) {
            student.learn(batch, new HardLabels(), 0.3);
        }
        return student;
    }

    /** A tokenizer of whole words. */
    static String tokenizer() {
        String vocabulary = IntStream.range(0, WORDS.size())
                .mapToObj(id -> "\"" + WORDS.get(id) + "\": " + id)
                .collect(Collectors.joining(", "));
        String added = IntStream.range(0, 4)
                .mapToObj(id -> "{\"id\": " + id + ", \"content\": \"" + WORDS.get(id) + "\", \"single_word\": false,"
                        + " \"lstrip\": false, \"rstrip\": false, \"normalized\": false, \"special\": true}")
                .collect(Collectors.joining(", "));
        return """
                {"version": "1.0", "truncation": null, "padding": null, "added_tokens": [%s],
                 "normalizer": null, "pre_tokenizer": {"type": "Whitespace"},
                 "post_processor": {"type": "BertProcessing", "sep": ["[SEP]", 3], "cls": ["[CLS]", 2]},
                 "decoder": null,
                 "model": {"type": "WordLevel", "vocab": {%s}, "unk_token": "[UNK]"}}
                """.formatted(added, vocabulary);
    }
}
