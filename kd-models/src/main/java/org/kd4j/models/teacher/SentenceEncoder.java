package org.kd4j.models.teacher;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.kd4j.core.batch.TextFunction;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.core.io.Sha256;
import org.kd4j.core.tokens.Tokenizer;
import org.kd4j.models.head.Pooling;
import org.kd4j.models.onnx.Output;
import org.kd4j.models.onnx.TextModel;

/**
 * Sentence vectors of an encoder: the mean of its last hidden states over a text's tokens (Reimers and Gurevych,
 * Sentence-BERT, 2019), or that of the first token; not normalised. Padding does not enter the mean.
 */
public final class SentenceEncoder implements TextFunction, AutoCloseable {
    /** To be raised whenever the vectors for the same model and tokenizer change. */
    private static final int FORMAT = 1;

    private final TextModel graph;
    private final Tokenizer tokenizer;
    private final Pooling pooling;
    private final TextGraph texts;
    private final String output;
    private final int width;
    private final String fingerprint;

    /**
     * @param graph an encoder over input_ids; closed with this object
     * @param tokenizer the model's own, with special tokens; closed with this object
     * @param pooling how the states of a text become its vector
     * @throws InvalidInput if the graph has no hidden states, or the tokenizer belongs to another model
     */
    public SentenceEncoder(TextModel graph, Tokenizer tokenizer, Pooling pooling) {
        this.graph = graph;
        this.tokenizer = tokenizer;
        this.pooling = pooling;
        this.texts = new TextGraph(graph, tokenizer);
        this.output = graph.lastHiddenState();
        this.width = graph.width(output);
        this.fingerprint = new Sha256()
                .add(graph.fingerprint())
                .add(tokenizer.fingerprint())
                .add(output)
                .add(pooling.name().toLowerCase(Locale.ROOT))
                .add(FORMAT)
                .hex();
    }

    @Override
    public String fingerprint() {
        return fingerprint;
    }

    /** Size of the hidden states. */
    @Override
    public int width() {
        return width;
    }

    @Override
    public float[][] apply(List<String> sentences) {
        return texts.apply(sentences, output, pooling == Pooling.CLS ? SentenceEncoder::first : SentenceEncoder::mean);
    }

    /** A text without tokens has the zero vector. */
    private static float[] first(Output batch, int row, int length) {
        int width = batch.width();
        int from = row * (int) batch.shape()[1] * width;
        return length == 0 ? new float[width] : Arrays.copyOfRange(batch.values(), from, from + width);
    }

    /** Summed in double; a text without tokens has the zero vector. */
    private static float[] mean(Output batch, int row, int length) {
        int positions = (int) batch.shape()[1];
        int width = batch.width();
        float[] mean = new float[width];
        for (int i = 0; i < width; i++) {
            double sum = 0;
            for (int position = 0; position < length; position++) {
                sum += batch.values()[(row * positions + position) * width + i];
            }
            mean[i] = (float) (sum / Math.max(1, length));
        }
        return mean;
    }

    @Override
    public void close() {
        graph.close();
        tokenizer.close();
    }
}
