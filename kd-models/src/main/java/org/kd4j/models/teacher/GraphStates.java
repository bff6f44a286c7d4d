package org.kd4j.models.teacher;

import java.util.Arrays;
import java.util.List;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.core.io.Sha256;
import org.kd4j.core.objective.TeacherLayers;
import org.kd4j.core.tokens.Tokenizer;
import org.kd4j.models.onnx.Output;
import org.kd4j.models.onnx.TextModel;

/** {@link BlockStates} of an imported model. Model and tokenizer stay the caller's. */
public final class GraphStates implements BlockStates {
    /** To be raised whenever the states for the same model and tokenizer change. */
    private static final int FORMAT = 1;

    private final TextGraph texts;
    private final TeacherLayers layers;
    private final List<String> outputs;
    private final String fingerprint;

    /**
     * @param model with hidden states, see {@link #depth}
     * @param tokenizer the model's own, with special tokens
     * @param blocks whose states are wanted (0: the embeddings), ascending, at most {@link #depth}
     * @throws InvalidInput if the tokenizer belongs to another model
     */
    public GraphStates(TextModel model, Tokenizer tokenizer, List<Integer> blocks) {
        this.texts = new TextGraph(model, tokenizer);
        this.layers = new TeacherLayers(depth(model), model.width(TextModel.hiddenState(0)), blocks);
        this.outputs = blocks.stream().map(TextModel::hiddenState).toList();
        this.fingerprint = new Sha256()
                .add(model.fingerprint())
                .add(tokenizer.fingerprint())
                .add(outputs.toString())
                .add(POSITION)
                .add(FORMAT)
                .hex();
    }

    /**
     * Number of a model's blocks.
     *
     * @throws InvalidInput if they are not recognised
     */
    public static int depth(TextModel model) {
        int states = 0;
        while (model.outputs().contains(TextModel.hiddenState(states))) {
            states++;
        }
        if (states < 2) {
            throw new InvalidInput(
                    model.name(),
                    "no hidden states of blocks among the outputs " + model.outputs(),
                    "hidden_states.0, hidden_states.1, …",
                    "Export the model with its hidden states, or use an objective over logits alone.");
        }
        return states - 1;
    }

    @Override
    public TeacherLayers layers() {
        return layers;
    }

    @Override
    public String fingerprint() {
        return fingerprint;
    }

    @Override
    public float[][] apply(List<String> sentences) {
        return texts.apply(sentences, outputs, GraphStates::first);
    }

    private static float[] first(Output batch, int row, int length) {
        int width = batch.width();
        int from = row * (int) batch.shape()[1] * width;
        return length == 0 ? new float[width] : Arrays.copyOfRange(batch.values(), from, from + width);
    }
}
