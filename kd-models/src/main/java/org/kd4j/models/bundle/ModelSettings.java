package org.kd4j.models.bundle;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.nio.file.Path;
import java.util.List;
import org.kd4j.core.batch.Student;
import org.kd4j.core.training.Sgd;
import org.kd4j.core.training.StepSettings;
import org.kd4j.models.annotator.AnnotatorSettings;
import org.kd4j.models.annotator.AnnotatorStudent;
import org.kd4j.models.annotator.PanelStudent;
import org.kd4j.models.student.FastTextSettings;
import org.kd4j.models.student.KimCnnSettings;
import org.kd4j.models.student.TextTask;
import org.kd4j.models.student.TransformerSettings;
import org.kd4j.models.student.TransformerStudent;

/** What a saved model is, without its weights: enough to build it anew. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ModelSettings.KimCnn.class, name = "kim-cnn"),
    @JsonSubTypes.Type(value = ModelSettings.FastTextLinear.class, name = "fasttext-linear"),
    @JsonSubTypes.Type(value = ModelSettings.Transformer.class, name = "transformer"),
    @JsonSubTypes.Type(value = ModelSettings.Annotators.class, name = "annotators"),
    @JsonSubTypes.Type(value = ModelSettings.Panel.class, name = "panel")
})
public sealed interface ModelSettings {

    /** Vocabulary, padding, length and classes. */
    TextTask task();

    /**
     * How many numbers its tables and matrices have, so that sizes can be held against a file before memory is taken; what
     * else it has, such as biases, is less than that.
     */
    double leastWeights();

    /**
     * The model with the weights that a file holds, as {@link Student#save} wrote it.
     *
     * @throws org.kd4j.core.failure.InvalidInput if it holds no weights of these settings
     */
    Student load(Path weights);

    /** A {@link org.kd4j.models.student.KimCnn}; see {@link KimCnnSettings}. */
    record KimCnn(TextTask task, int embedding, List<Integer> widths, int filters) implements ModelSettings {
        public KimCnn {
            widths = List.copyOf(widths);
        }

        public KimCnn(KimCnnSettings settings) {
            this(settings.task(), settings.embedding(), settings.widths(), settings.filters());
        }

        @Override
        public double leastWeights() {
            double windows = widths.stream().mapToDouble(Integer::doubleValue).sum();
            return (double) task.vocabularySize() * embedding
                    + windows * embedding * filters
                    + (double) widths.size() * filters * task.classes();
        }

        @Override
        public Student load(Path weights) {
            return org.kd4j.models.student.KimCnn.load(
                    weights, new KimCnnSettings(task, embedding, widths, filters, 0, new Sgd()));
        }
    }

    /** A {@link org.kd4j.models.student.FastTextLinear}; see {@link FastTextSettings}. */
    record FastTextLinear(TextTask task, int embedding) implements ModelSettings {
        public FastTextLinear(FastTextSettings settings) {
            this(settings.task(), settings.dimension());
        }

        @Override
        public double leastWeights() {
            return ((double) task.vocabularySize() + task.maxTokens() + task.classes()) * embedding;
        }

        @Override
        public Student load(Path weights) {
            return org.kd4j.models.student.FastTextLinear.load(weights, new FastTextSettings(task, embedding));
        }
    }

    /** A {@link TransformerStudent}, on whichever engine it learned. */
    record Transformer(TransformerShape shape) implements ModelSettings {
        /** Throws {@link IllegalArgumentException} if the encoder does not fit the task. */
        public Transformer {
            shape.toSettings();
        }

        public Transformer(TransformerSettings settings) {
            this(TransformerShape.of(settings));
        }

        @Override
        public TextTask task() {
            return shape.task();
        }

        @Override
        public double leastWeights() {
            double hidden = shape.encoder().hidden();
            double inner = shape.head().hasInner() ? hidden * hidden : 0;
            return shape.encoder().leastWeights()
                    + inner
                    + hidden * shape.task().classes();
        }

        @Override
        public Student load(Path weights) {
            return TransformerStudent.load(weights, shape.toSettings(), StepSettings.of(new Sgd()));
        }
    }

    /**
     * An {@link AnnotatorStudent}.
     *
     * @param annotators who is known, and how they are modelled
     * @param encoder that all of them share
     */
    record Annotators(AnnotatorSettings annotators, TransformerShape encoder) implements ModelSettings {
        /** Throws {@link IllegalArgumentException} if the two have not as many classes, or the encoder does not fit the task. */
        public Annotators {
            encoder.toSettings();
            if (annotators.classes() != encoder.task().classes()) {
                throw new IllegalArgumentException("classes: found " + annotators.classes() + " of the annotators and "
                        + encoder.task().classes() + " of the texts, expected as many");
            }
        }

        public Annotators(AnnotatorSettings annotators, TransformerSettings encoder) {
            this(annotators, TransformerShape.of(encoder));
        }

        @Override
        public TextTask task() {
            return encoder.task();
        }

        @Override
        public double leastWeights() {
            return encoder.encoder().leastWeights()
                    + annotators.weights(encoder.encoder().hidden());
        }

        @Override
        public Student load(Path weights) {
            return AnnotatorStudent.load(weights, annotators, encoder.toSettings(), StepSettings.of(new Sgd()));
        }
    }

    /**
     * A {@link PanelStudent}.
     *
     * @param student the network, whose classes are the logits for all annotators
     * @param annotators who taught it
     */
    record Panel(ModelSettings student, org.kd4j.core.annotation.Annotators annotators) implements ModelSettings {
        /** Throws {@link IllegalArgumentException} if the student is no single network, or has not as many logits for each. */
        public Panel {
            if (student instanceof Annotators || student instanceof Panel) {
                throw new IllegalArgumentException("student: found a model of annotators, expected one that is not");
            }
            PanelStudent.classes(student.task().classes(), annotators);
        }

        @Override
        public TextTask task() {
            return student.task()
                    .withClasses(PanelStudent.classes(student.task().classes(), annotators));
        }

        @Override
        public double leastWeights() {
            return student.leastWeights();
        }

        @Override
        public Student load(Path weights) {
            return new PanelStudent(student.load(weights), annotators);
        }
    }
}
