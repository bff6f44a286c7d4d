package org.kd4j.models.teacher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.kd4j.core.batch.AskedStates;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.batch.Teacher;
import org.kd4j.core.objective.BlockPair;
import org.kd4j.core.objective.HiddenStateMatching;
import org.kd4j.core.objective.Hinton;
import org.kd4j.core.objective.LayerMap;
import org.kd4j.core.objective.Objective;
import org.kd4j.core.objective.Pkd;
import org.kd4j.core.seed.Seeds;
import org.kd4j.core.tokens.Encoding;
import org.kd4j.core.training.Adam;
import org.kd4j.core.training.AdamW;
import org.kd4j.core.training.BatchOrder;
import org.kd4j.core.training.Schedule;
import org.kd4j.core.training.Sgd;
import org.kd4j.core.training.StepSettings;
import org.kd4j.core.training.Trainer;
import org.kd4j.models.head.Pooling;
import org.kd4j.models.head.PretrainedHead;
import org.kd4j.models.onnx.GraphParameters;
import org.kd4j.models.onnx.HeadSearch;
import org.kd4j.models.onnx.OnnxGraph;
import org.kd4j.models.onnx.OnnxImport;
import org.kd4j.models.onnx.PretrainedEncoder;
import org.kd4j.models.onnx.TeacherFiles;
import org.kd4j.models.student.TextTask;
import org.kd4j.models.student.TransformerSettings;
import org.kd4j.models.student.TransformerStudent;

/** A distillation leaves the teacher as it is, also where the student starts from its blocks and asks it in every step. */
class FrozenTeacherTest {
    private static final String MODEL = "bert-opset14-hidden";
    private static final int WORDS = 160;
    private static final int LONGEST = 20;
    private static final int RECORDS = 24;
    private static final List<String> LABELS = List.of("a", "b", "c");
    private static final TextTask TASK = new TextTask(WORDS, 0, LONGEST, LABELS.size());
    private static final NumberTokenizer TOKENIZER = new NumberTokenizer(WORDS, LONGEST);
    private static final List<Integer> MATCHED = List.of(1);

    private final List<String> texts = texts();

    @Test
    void aTunedTransformer() {
        try (OnnxGraph graph = graph()) {
            PretrainedEncoder encoder = graph.pretrained();
            PretrainedHead head = ((HeadSearch.Found) graph.pretrainedHead()).head();
            TransformerSettings settings = TransformerSettings.of(TASK, encoder).like(head);
            TransformerStudent network = TransformerStudent.create(settings, StepSettings.of(new Sgd()), 1)
                    .startingFrom(encoder)
                    .startingFrom(head);
            try (TunedTransformer teacher = new TunedTransformer(network, TOKENIZER, LABELS)) {
                assertFrozen(teacher, network::fingerprint, teacher.encoder().orElseThrow(), teacher.states(MATCHED));
            }
        }
    }

    @Test
    void aClassifierAsItIs() {
        try (OnnxGraph graph = graph()) {
            AsIsTeacher teacher = new AsIsTeacher(graph, TOKENIZER, LABELS);
            // Not a copy: these weights lie in the graph.
            PretrainedEncoder encoder = graph.pretrained();
            assertFrozen(
                    teacher, () -> GraphParameters.sha256(graph), encoder, new GraphStates(graph, TOKENIZER, MATCHED));
        }
    }

    @Test
    void aProbe() {
        try (OnnxGraph graph = graph()) {
            SentenceEncoder encoder = new SentenceEncoder(graph, TOKENIZER, Pooling.MEAN);
            int[] gold = gold();
            ProbeTeacher teacher = ProbeTeacher.fit(encoder, texts, gold, texts, gold, LABELS);
            assertFrozen(
                    teacher,
                    () -> GraphParameters.sha256(graph),
                    graph.pretrained(),
                    new GraphStates(graph, TOKENIZER, MATCHED));
        }
    }

    private void assertFrozen(
            Teacher teacher, Supplier<String> parameters, PretrainedEncoder encoder, BlockStates states) {
        String hash = parameters.get();
        float[][] logits = teacher.apply(texts);
        PretrainedEncoder start = encoder.keeping(encoder.everyKth(1));
        TransformerSettings settings = TransformerSettings.of(TASK, start)
                .withMatchedWidth(states.layers().width());
        StepSettings steps = StepSettings.of(new AdamW(Adam.standard(), 0.01));
        try (TransformerStudent student =
                TransformerStudent.create(settings, steps, 2).startingFrom(start)) {
            float[][] before = student.logits(tokens());
            distil(
                    student,
                    Batch.of(ids(), tokens(), gold())
                            .withTeacher(logits)
                            .withTeacherStates(new AskedStates(states.layers(), states, texts)));
            assertThat(student.logits(tokens())).isNotEqualTo(before);
        }
        assertThat(parameters.get()).isEqualTo(hash);
        assertThat(teacher.apply(texts)).isDeepEqualTo(logits);
    }

    private static void distil(TransformerStudent student, Batch records) {
        Objective objective = new Pkd(
                Hinton.of(2, 0.9),
                HiddenStateMatching.of(10, true),
                new LayerMap.Explicit(List.of(new BlockPair(1, 1))));
        new Trainer(2, 1e-2, new Schedule.Constant(0))
                .train(student, records, BatchOrder.asRead(RECORDS, 8), objective, result -> {});
    }

    private static List<String> ids() {
        return IntStream.range(0, RECORDS).mapToObj(i -> "r" + i).toList();
    }

    private static int[] gold() {
        return IntStream.range(0, RECORDS).map(i -> i % LABELS.size()).toArray();
    }

    private int[][] tokens() {
        return TOKENIZER.encode(texts).stream().map(Encoding::ids).toArray(int[][]::new);
    }

    private static List<String> texts() {
        SplittableRandom random = Seeds.stream(1, "texts", 0);
        return IntStream.range(0, RECORDS)
                .mapToObj(i -> random.ints(1 + random.nextInt(LONGEST), 1, WORDS)
                        .mapToObj(String::valueOf)
                        .collect(Collectors.joining(" ")))
                .toList();
    }

    private static OnnxGraph graph() {
        return OnnxImport.open(TeacherFiles.model(MODEL), List.of());
    }
}
