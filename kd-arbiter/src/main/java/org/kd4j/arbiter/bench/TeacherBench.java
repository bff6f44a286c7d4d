package org.kd4j.arbiter.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.kd4j.core.seed.Seeds;
import org.kd4j.models.onnx.Engine;
import org.kd4j.models.onnx.TextModel;
import org.kd4j.models.teacher.MiniLm;

/**
 * Inference of the built-in teacher on each engine, batch 32: the first 2,048 SST-2 sentences at their own lengths, sorted, or 32
 * sentences padded to 128 tokens. A sentence counts as many tokens as it has words, and two.
 */
record TeacherBench(String name, boolean bucketed) implements BenchCase {
    private static final int BATCH = 32;
    private static final int SENTENCES = 2_048;
    private static final int LONGEST = 128;
    private static final List<String> OUTPUT = List.of("last_hidden_state");

    @Override
    public List<BenchResult> run(BenchSettings settings) throws IOException {
        List<Map<String, long[][]>> batches = new ArrayList<>();
        int[] lengths = bucketed ? lengths(settings) : filled();
        for (int from = 0; from < lengths.length; from += BATCH) {
            int to = Math.min(lengths.length, from + BATCH);
            batches.add(batch(to - from, lengths[to - 1]));
        }
        List<BenchResult> results = new ArrayList<>();
        for (Engine engine : List.of(Engine.ENCODER, Engine.SAMEDIFF, Engine.ONNXRUNTIME)) {
            try (TextModel model = MiniLm.model(engine)) {
                double seconds = Stopwatch.medianSeconds(settings.repeat(), () -> {
                    for (Map<String, long[][]> batch : batches) {
                        model.run(batch, OUTPUT);
                    }
                });
                results.add(new Rate(name, "kd4j " + engine.text(), Threads.ofNatives(), lengths.length / seconds));
            }
        }
        return results;
    }

    private static int[] filled() {
        int[] lengths = new int[BATCH];
        Arrays.fill(lengths, LONGEST);
        return lengths;
    }

    private static int[] lengths(BenchSettings settings) throws IOException {
        try (Stream<String> lines = Files.lines(Sst2.file(settings, "train-sentences.tsv"))) {
            return lines.skip(1)
                    .limit(SENTENCES)
                    .mapToInt(line ->
                            line.substring(0, line.indexOf('\t')).strip().split("\\s+").length + 2)
                    .map(length -> Math.min(LONGEST, length))
                    .sorted()
                    .toArray();
        }
    }

    private static Map<String, long[][]> batch(int records, int tokens) {
        SplittableRandom random = Seeds.stream(0, "bench", tokens);
        long[][] ids = new long[records][];
        long[][] mask = new long[records][tokens];
        for (int i = 0; i < records; i++) {
            ids[i] = random.longs(tokens, 0, 30_522).toArray();
            Arrays.fill(mask[i], 1);
        }
        return Map.of("input_ids", ids, "attention_mask", mask, "token_type_ids", new long[records][tokens]);
    }
}
