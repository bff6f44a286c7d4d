package org.kd4j.arbiter.bench;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.objective.Hinton;
import org.kd4j.core.objective.Objective;
import org.kd4j.core.seed.Seeds;
import org.kd4j.core.training.AdamW;
import org.kd4j.core.training.PartRule;
import org.kd4j.core.training.StepSettings;
import org.kd4j.data.batching.LengthBuckets;
import org.kd4j.models.onnx.Engine;
import org.kd4j.models.onnx.OnnxGraph;
import org.kd4j.models.onnx.PretrainedEncoder;
import org.kd4j.models.onnx.TextModel;
import org.kd4j.models.student.TextTask;
import org.kd4j.models.student.TransformerSettings;
import org.kd4j.models.student.TransformerStudent;
import org.kd4j.models.teacher.MiniLm;

/**
 * An epoch over SST-2's train.tsv, batch 16: a student of three of MiniLM's blocks (dropout 0.1, AdamW, clip norm 1) that
 * learns from MiniLM. Some batches, drawn by seed, stand for all; each result says how many.
 *
 * <ol>
 *   <li>Batches of similar length, with the teacher's logits from a cache, as a sweep does it. Filling the cache, once for
 *       all epochs and trials, is not in it.
 *   <li>Batches in random order, with the teacher run in every step. The engine computes no padding here either.
 *   <li>The same with every text filled up to 128 tokens, all of them computed, as by programs that compute padding.
 * </ol>
 */
record Sst2EpochBench(String name) implements BenchCase {
    private static final int BATCH = 16;
    private static final int TOKENS = 128;
    private static final int LAYERS = 3;
    private static final int CLASSES = 2;
    /** Fills texts up: a token that is computed, which padding is not. */
    private static final int FILLING = 100;

    private static final int VOCABULARY = 30_522;
    private static final double RATE = 3e-5;
    private static final Objective OBJECTIVE = Hinton.of(2, 0.9);

    /** Timed batches at their own lengths for each repetition, and of 128 tokens, of which each takes much longer. */
    private static final int SHORT = 40;

    private static final int LONG = 4;

    @Override
    public List<BenchResult> run(BenchSettings settings) throws IOException {
        int[][] texts = Sst2.trainingTokens(settings, TOKENS);
        List<int[]> alike = LengthBuckets.of(texts, BATCH, 1, 0);
        List<int[]> random = random(texts.length);
        int many = SHORT * settings.repeat();
        int few = LONG * settings.repeat();
        try (TextModel teacher = MiniLm.model(Engine.ENCODER);
                TransformerStudent student = student()) {
            Consumer<Batch> cached = batch -> student.learn(batch, OBJECTIVE, RATE);
            Consumer<Batch> along = cached.andThen(batch -> run(teacher, batch.tokens()));
            return List.of(
                    time("similar lengths, cached teacher", texts, alike, many, cached),
                    time("random order, teacher in every step", texts, random, many, along),
                    time("128 tokens, teacher in every step", filled(texts), random, few, along));
        }
    }

    /** @param batches of the epoch, of which the first {@code count} are timed */
    private BenchResult time(String what, int[][] texts, List<int[]> batches, int count, Consumer<Batch> step) {
        List<Batch> some = batches.stream()
                .limit(count)
                .map(rows -> RandomRecords.of(
                        Arrays.stream(rows).mapToObj(row -> texts[row]).toArray(int[][]::new), CLASSES))
                .toList();
        // The just-in-time compiler needs the first steps.
        some.stream().limit(SHORT).forEach(step);
        long start = System.nanoTime();
        some.forEach(step);
        double seconds = (System.nanoTime() - start) / 1e9;
        int records = some.stream().mapToInt(Batch::size).sum();
        String tool = String.format(Locale.ROOT, "kd4j, %s (%d of %d batches)", what, some.size(), batches.size());
        return new Rate(name, tool, Threads.ofNatives(), records / seconds);
    }

    private static List<int[]> random(int records) {
        int[] order = Seeds.permutation(records, Seeds.stream(1, "bench order", 0));
        return IntStream.iterate(0, from -> from < records, from -> from + BATCH)
                .mapToObj(from -> Arrays.copyOfRange(order, from, Math.min(records, from + BATCH)))
                .toList();
    }

    private static int[][] filled(int[][] texts) {
        return Arrays.stream(texts)
                .map(text -> {
                    int[] row = Arrays.copyOf(text, TOKENS);
                    Arrays.fill(row, text.length, TOKENS, FILLING);
                    return row;
                })
                .toArray(int[][]::new);
    }

    private static TransformerStudent student() {
        StepSettings steps = StepSettings.of(AdamW.of(0.01))
                .withClipNorm(1)
                .withRules(PartRule::sparse)
                .withThreads(Threads.ofNatives());
        try (OnnxGraph graph = MiniLm.graph()) {
            PretrainedEncoder encoder = graph.pretrained();
            PretrainedEncoder start = encoder.keeping(encoder.everyKth(LAYERS));
            TransformerSettings settings = TransformerSettings.of(new TextTask(VOCABULARY, 0, TOKENS, CLASSES), start);
            return TransformerStudent.create(settings, steps, 1).startingFrom(start);
        }
    }

    private static void run(TextModel teacher, int[][] tokens) {
        int longest = Arrays.stream(tokens).mapToInt(row -> row.length).max().orElse(1);
        long[][] ids = new long[tokens.length][longest];
        long[][] mask = new long[tokens.length][longest];
        for (int i = 0; i < tokens.length; i++) {
            for (int j = 0; j < tokens[i].length; j++) {
                ids[i][j] = tokens[i][j];
                mask[i][j] = 1;
            }
        }
        long[][] types = new long[tokens.length][longest];
        teacher.run(
                Map.of("input_ids", ids, "attention_mask", mask, "token_type_ids", types),
                List.of("last_hidden_state"));
    }
}
