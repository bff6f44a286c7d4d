package org.kd4j.models.teacher;

import java.util.List;
import org.kd4j.core.batch.TextFunction;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.core.io.Sha256;
import org.kd4j.core.tokens.Tokenizer;
import org.kd4j.models.onnx.Output;
import org.kd4j.models.onnx.TextModel;

/**
 * Sentence vectors of an encoder: the mean of its last hidden states over a text's tokens (Reimers and Gurevych,
 * Sentence-BERT, 2019), not normalised. Padding does not enter the mean.
 */
public final class SentenceEncoder implements TextFunction, AutoCloseable {
    private static final String POOLING = "mean";
    /** To be raised whenever the vectors for the same model and tokenizer change. */
    private static final int FORMAT = 1;

    private final TextModel graph;
    private final Tokenizer tokenizer;
    private final TextGraph texts;
    private final String output;
    private final int width;
    private final String fingerprint;

    /**
     * @param graph an encoder over input_ids; closed with this object
     * @param tokenizer the model's own, with special tokens; closed with this object
     * @throws InvalidInput if the graph has no hidden states, or the tokenizer belongs to another model
     */
    public SentenceEncoder(TextModel graph, Tokenizer tokenizer) {
        this.graph = graph;
        this.tokenizer = tokenizer;
        this.texts = new TextGraph(graph, tokenizer);
        this.output = graph.lastHiddenState();
        this.width = graph.width(output);
        this.fingerprint = new Sha256()
                .add(graph.fingerprint())
                .add(tokenizer.fingerprint())
                .add(output)
                .add(POOLING)
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
        return texts.apply(sentences, output, SentenceEncoder::mean);
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
