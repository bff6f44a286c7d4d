package org.kd4j.models.student;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.batch.Student;
import org.kd4j.core.training.Adam;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The students lose, step by step, what PyTorch's lost from the same weights on the same batches. */
class TrajectoryGoldenTest {

    @Test
    void fastTextLinearFollowsPyTorch() {
        Trajectory trajectory = Trajectory.read("fasttext-hinton-sgd");
        String rate = trajectory.hyperparameters().get("learning_rate").asText();
        assertThat(rate).endsWith(" halved every epoch");
        double first = Double.parseDouble(rate.split(" ")[0]);
        try (Student student = fastText(trajectory)) {
            follow(trajectory, student, epoch -> first / (1 << epoch));
        }
    }

    @Test
    void kimCnnFollowsPyTorch() {
        Trajectory trajectory = Trajectory.read("kim-cnn-logit-regression-adam");
        double learningRate = trajectory.hyperparameters().get("learning_rate").asDouble();
        try (Student student = kimCnn(trajectory)) {
            follow(trajectory, student, epoch -> learningRate);
        }
    }

    private static Student kimCnn(Trajectory t) {
        JsonNode h = t.hyperparameters();
        int[] embedding = t.shape("embedding.weight");
        int classes = t.shape("out.weight")[0];
        TextTask task = new TextTask(embedding[0], h.get("padding_id").asInt(), t.paddedLength(), classes);
        List<Integer> widths = new ArrayList<>();
        h.get("widths").forEach(width -> widths.add(width.asInt()));
        Adam adam = new Adam(
                h.get("beta1").asDouble(),
                h.get("beta2").asDouble(),
                h.get("epsilon").asDouble());
        int filters = h.get("filters").asInt();
        KimCnnSettings settings = new KimCnnSettings(task, embedding[1], widths, filters, 0, adam);

        ComputationGraph graph = KimCnnGraph.withLogits(settings);
        graph.setParam("embedding_W", array(t, "embedding.weight"));
        for (int i = 0; i < widths.size(); i++) {
            String name = "convolution-" + widths.get(i);
            KimCnnGraph.setKernel(graph, array(t, "convs." + i + ".weight"));
            graph.setParam(name + "_b", array(t, "convs." + i + ".bias"));
        }
        graph.setParam("logits_W", array(t, "out.weight").transpose());
        graph.setParam("logits_b", array(t, "out.bias"));
        return new KimCnn(settings, graph, 1);
    }

    private static INDArray array(Trajectory trajectory, String weight) {
        long[] shape = Arrays.stream(trajectory.shape(weight)).asLongStream().toArray();
        return Nd4j.create(trajectory.weight(weight), shape, 'c');
    }

    private static Student fastText(Trajectory t) {
        int[] embedding = t.shape("embedding.weight");
        int classes = t.shape("out.weight")[0];
        TextTask task = new TextTask(embedding[0], 0, t.paddedLength(), classes);
        FastTextWeights weights =
                new FastTextWeights(t.weight("embedding.weight"), t.weight("out.weight"), t.weight("out.bias"));
        return new FastTextLinear(new FastTextSettings(task, embedding[1]), weights);
    }

    private static void follow(Trajectory trajectory, Student student, IntToDoubleFunction learningRate) {
        Batch records = trajectory.records();
        List<Double> losses = trajectory.losses();
        List<List<int[]>> epochs = trajectory.epochs();
        int step = 0;
        for (int epoch = 0; epoch < epochs.size(); epoch++) {
            for (int[] rows : epochs.get(epoch)) {
                double expected = losses.get(step);
                double loss =
                        student.learn(records.select(rows), trajectory.objective(), learningRate.applyAsDouble(epoch));
                assertThat(loss)
                        .as("loss of step %d", step)
                        .isCloseTo(expected, within((step < 3 ? 1e-5 : 1e-3) * Math.abs(expected)));
                step++;
            }
        }
        assertThat(step).isEqualTo(losses.size());
        assertRowsClose(student.logits(records.tokens()), trajectory.finalLogits(), 2e-3f);
    }

    private static void assertRowsClose(float[][] found, float[][] expected, float tolerance) {
        assertThat(found).hasDimensions(expected.length, expected[0].length);
        for (int row = 0; row < expected.length; row++) {
            assertThat(found[row])
                    .as("final logits of record %d", row)
                    .containsExactly(expected[row], within(tolerance));
        }
    }
}
