package org.kd4j.models.teacher;

import java.util.Arrays;
import java.util.List;
import org.kd4j.core.batch.TextFunction;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.core.io.Sha256;
import org.kd4j.core.objective.TeacherLayers;
import org.kd4j.core.tokens.Tokenizer;
import org.kd4j.models.onnx.Output;
import org.kd4j.models.onnx.TextModel;

/**
 * The hidden states of some blocks at position 0, which is [CLS] where the tokenizer puts one first: one block after
 * another, as {@link TeacherLayers} has it. The position is the same for models that pool otherwise, as in Sun et al.:
 * Patient Knowledge Distillation for BERT Model Compression, 2019. A text without tokens has zeros.
 *
 * <p>Model and tokenizer stay the caller's.
 */
public final class BlockStates implements TextFunction {
    private static final String POSITION = "position 0";
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
    public BlockStates(TextModel model, Tokenizer tokenizer, List<Integer> blocks) {
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

    /** Which states an answer holds. */
    public TeacherLayers layers() {
        return layers;
    }

    @Override
    public String fingerprint() {
        return fingerprint;
    }

    @Override
    public int width() {
        return layers.rowLength();
    }

    @Override
    public float[][] apply(List<String> sentences) {
        return texts.apply(sentences, outputs, BlockStates::first);
    }

    private static float[] first(Output batch, int row, int length) {
        int width = batch.width();
        int from = row * (int) batch.shape()[1] * width;
        return length == 0 ? new float[width] : Arrays.copyOfRange(batch.values(), from, from + width);
    }
}
