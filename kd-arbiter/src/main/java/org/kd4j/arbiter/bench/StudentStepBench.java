package org.kd4j.arbiter.bench;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.batch.Student;
import org.kd4j.core.encoder.Activation;
import org.kd4j.core.encoder.EmbeddingShape;
import org.kd4j.core.encoder.EncoderShape;
import org.kd4j.core.encoder.PositionRule;
import org.kd4j.core.objective.Hinton;
import org.kd4j.core.objective.Objective;
import org.kd4j.core.training.AdamW;
import org.kd4j.core.training.ParameterPart;
import org.kd4j.core.training.PartRule;
import org.kd4j.core.training.StepSettings;
import org.kd4j.models.head.HeadKind;
import org.kd4j.models.head.Pooling;
import org.kd4j.models.student.TextTask;
import org.kd4j.models.student.TransformerEngine;
import org.kd4j.models.student.TransformerSettings;
import org.kd4j.models.student.TransformerStudent;

/**
 * Training steps of a transformer of MiniLM's size (6 layers, hidden 384, 12 heads, intermediate 1,536, 30,522 words, BERT's
 * pooler, 2 classes): batch 16 x 128 tokens, soft and hard loss, AdamW with decay 0.01, clip norm 1, dropout 0.1. Every row
 * of the table of words moves in every step, as in PyTorch, or only those of the batch; or the same transformer as a
 * SameDiff graph, without dropout.
 */
record StudentStepBench(String name, boolean graph) implements BenchCase {
    private static final int RECORDS = 16;
    private static final int TOKENS = 128;
    private static final int VOCABULARY = 30_522;
    private static final int CLASSES = 2;
    /** Behind so many steps the just-in-time compiler is all but done; a training has thousands. */
    private static final int WARM_UPS = 40;
    /** The graph's operations are native. */
    private static final int GRAPH_WARM_UPS = 10;

    private static final double RATE = 2e-5;
    private static final Objective OBJECTIVE = Hinton.of(2, 0.9);

    /** BERT's, as MiniLM has it. */
    private static final EncoderShape SHAPE = new EncoderShape(
            new EmbeddingShape(VOCABULARY, 512, new PositionRule.FromStart(), 2, 384, false),
            384,
            12,
            1_536,
            6,
            false,
            Activation.GELU,
            1e-12f);

    @Override
    public List<BenchResult> run(BenchSettings settings) {
        StepSettings every = StepSettings.of(AdamW.of(0.01))
                .withClipNorm(1)
                .withThreads(Threads.ofNatives())
                .withRules(part -> new PartRule(1, true, false, false));
        return graph
                ? List.of(time("kd4j samediff", settings, () -> student(every, 0, TransformerEngine.SAMEDIFF)))
                : List.of(
                        time("kd4j encoder", settings, () -> student(every, 0.1, TransformerEngine.ENCODER)),
                        time(
                                "kd4j encoder, rows of the batch",
                                settings,
                                () -> student(every.withRules(touched(every)), 0.1, TransformerEngine.ENCODER)));
    }

    private static Function<ParameterPart, PartRule> touched(StepSettings every) {
        return part -> part.kind() == ParameterPart.Kind.EMBEDDING
                ? every.rules().apply(part).onTouchedRows()
                : every.rules().apply(part);
    }

    private static Student student(StepSettings steps, double dropout, TransformerEngine engine) {
        TransformerSettings shape = new TransformerSettings(
                new TextTask(VOCABULARY, 0, TOKENS, CLASSES), SHAPE, Pooling.CLS, HeadKind.TANH, dropout);
        return TransformerStudent.create(shape, steps, 1, engine);
    }

    private BenchResult time(String tool, BenchSettings settings, Supplier<Student> made) {
        Batch batch = RandomRecords.of(RECORDS, TOKENS, VOCABULARY, CLASSES);
        try (Student student = made.get()) {
            for (int i = 0; i < (graph ? GRAPH_WARM_UPS : WARM_UPS); i++) {
                student.learn(batch, OBJECTIVE, RATE);
            }
            double seconds = Stopwatch.medianSeconds(settings.repeat(), () -> student.learn(batch, OBJECTIVE, RATE));
            return new Rate(name, tool, Threads.ofNatives(), RECORDS / seconds);
        }
    }
}
