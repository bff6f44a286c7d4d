package org.kd4j.core.encoder;

import java.util.List;

/** The same encoder written down as its formulas stand, in double, one token at a time: what the fast one must equal. */
record PlainEncoder(EmbeddingWeights embeddings, List<BlockWeights> blocks, int heads, Activation activation) {

    /** States [position][hidden] of one record after so many blocks, of its tokens alone; padding has null. */
    double[][] states(EncoderInput input, int record, int layers) {
        int length = input.length();
        double[][] x = new double[length][];
        int[] places = embeddings.rule().rows(input.ids()[record]);
        for (int t = 0; t < length; t++) {
            if (input.isToken(record, t)) {
                x[t] = embedding(input, record, t, places[t]);
            }
        }
        return above(x, 0, layers);
    }

    /** The states after so many blocks of those after fewer. */
    double[][] above(double[][] states, int from, int layers) {
        double[][] x = states;
        for (int layer = from; layer < layers; layer++) {
            x = block(blocks.get(layer), x);
        }
        return x;
    }

    private double[] embedding(EncoderInput input, int record, int t, int place) {
        int width = embeddings.width();
        double[] sum = new double[width];
        for (int i = 0; i < width; i++) {
            sum[i] = embeddings.words().get((int) input.ids()[record][t] * width + i);
            int at = i;
            sum[i] += embeddings
                    .positions()
                    .map(table -> table.get(place * width + at))
                    .orElse(0f);
            int type = (int) input.type(record, t);
            sum[i] += embeddings
                    .types()
                    .map(table -> table.get(type * width + at))
                    .orElse(0f);
        }
        double[] normal = norm(embeddings.norm(), sum);
        return embeddings.projection().map(layer -> dense(layer, normal)).orElse(normal);
    }

    private double[][] block(BlockWeights block, double[][] x) {
        double[][] y = new double[x.length][];
        for (int t = 0; t < x.length; t++) {
            if (x[t] != null) {
                double[] attended = dense(block.output(), attention(block, x, t));
                double[] middle = norm(block.attentionNorm(), sum(x[t], attended));
                double[] inner = dense(block.up(), middle);
                for (int i = 0; i < inner.length; i++) {
                    inner[i] = activate(inner[i]);
                }
                y[t] = norm(block.outputNorm(), sum(middle, dense(block.down(), inner)));
            }
        }
        return y;
    }

    private double[] attention(BlockWeights block, double[][] x, int t) {
        int size = block.hidden() / heads;
        double[] query = dense(block.query(), x[t]);
        double[] context = new double[block.hidden()];
        for (int head = 0; head < heads; head++) {
            double[] weights = new double[x.length];
            double total = 0;
            for (int s = 0; s < x.length; s++) {
                if (x[s] != null) {
                    double[] key = dense(block.key(), x[s]);
                    double score = 0;
                    for (int i = head * size; i < (head + 1) * size; i++) {
                        score += query[i] * key[i];
                    }
                    weights[s] = Math.exp(score / Math.sqrt(size));
                    total += weights[s];
                }
            }
            for (int s = 0; s < x.length; s++) {
                if (x[s] != null) {
                    double[] value = dense(block.value(), x[s]);
                    for (int i = head * size; i < (head + 1) * size; i++) {
                        context[i] += weights[s] / total * value[i];
                    }
                }
            }
        }
        return context;
    }

    private double activate(double x) {
        return switch (activation) {
            case RELU -> Math.max(0, x);
            case GELU_TANH -> x / 2 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
            case GELU -> x * NormalDistribution.below(x);
        };
    }

    private static double[] dense(Dense layer, double[] x) {
        double[] y = new double[layer.out()];
        for (int o = 0; o < y.length; o++) {
            y[o] = layer.bias().get(o);
            for (int i = 0; i < x.length; i++) {
                y[o] += x[i] * layer.weights().get(i * layer.out() + o);
            }
        }
        return y;
    }

    private static double[] norm(Norm norm, double[] x) {
        double mean = 0;
        double variance = 0;
        for (double value : x) {
            mean += value / x.length;
        }
        for (double value : x) {
            variance += (value - mean) * (value - mean) / x.length;
        }
        double[] y = new double[x.length];
        for (int i = 0; i < y.length; i++) {
            y[i] = (x[i] - mean)
                            / Math.sqrt(variance + norm.epsilon())
                            * norm.gain().get(i)
                    + norm.bias().get(i);
        }
        return y;
    }

    private static double[] sum(double[] a, double[] b) {
        double[] sum = a.clone();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += b[i];
        }
        return sum;
    }
}
