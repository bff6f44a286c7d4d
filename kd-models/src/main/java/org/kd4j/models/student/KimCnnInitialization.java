package org.kd4j.models.student;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * First parameters of a {@link KimCnn}: embeddings uniform in ±0.25 (Kim 2014), convolutions uniform with variance 2 /
 * inputs for their rectifiers (He et al. 2015, arXiv:1502.01852), the output uniform with variance 2 / (inputs +
 * outputs) (Glorot, Bengio 2010), biases and the embedding of padding zero.
 */
final class KimCnnInitialization {
    private KimCnnInitialization() {}

    static void fill(ComputationGraph graph, KimCnnSettings settings, SplittableRandom random) {
        graph.params().assign(0);
        TextTask task = settings.task();
        INDArray embedding = uniform(random, 0.25, task.vocabularySize(), settings.embedding());
        embedding.getRow(task.paddingId()).assign(0);
        graph.setParam(KimCnnGraph.EMBEDDING + "_W", embedding);
        for (int width : settings.widths()) {
            double bound = Math.sqrt(6.0 / (settings.embedding() * width));
            KimCnnGraph.setKernel(graph, uniform(random, bound, settings.filters(), settings.embedding(), width));
        }
        double bound = Math.sqrt(6.0 / (settings.features() + task.classes()));
        graph.setParam(KimCnnGraph.LOGITS + "_W", uniform(random, bound, settings.features(), task.classes()));
    }

    private static INDArray uniform(SplittableRandom random, double bound, long... shape) {
        float[] values = new float[Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact))];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (bound * (2 * random.nextDouble() - 1));
        }
        return Nd4j.create(values, shape, 'c');
    }
}
