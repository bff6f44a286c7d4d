package org.kd4j.models.teacher;

import java.util.List;
import org.kd4j.core.io.Sha256;
import org.kd4j.core.objective.TeacherLayers;
import org.kd4j.core.tokens.Encoding;
import org.kd4j.core.tokens.Tokenizer;
import org.kd4j.models.student.TransformerStudent;

/** {@link BlockStates} of a network that was fine-tuned. Network and tokenizer stay the teacher's. */
final class TunedStates implements BlockStates {
    /** To be raised whenever the states for the same weights and tokenizer change. */
    private static final int FORMAT = 1;

    private final TransformerStudent network;
    private final Tokenizer tokenizer;
    private final TeacherLayers layers;
    private final String fingerprint;

    /** @param blocks whose states are wanted (0: the embeddings), ascending */
    TunedStates(TransformerStudent network, Tokenizer tokenizer, List<Integer> blocks) {
        this.network = network;
        this.tokenizer = tokenizer;
        this.layers = new TeacherLayers(network.blocks(), network.hidden(), blocks);
        this.fingerprint = new Sha256()
                .add("fine-tuned")
                .add(network.fingerprint())
                .add(tokenizer.fingerprint())
                .add(blocks.toString())
                .add(POSITION)
                .add(FORMAT)
                .hex();
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
    public float[][] apply(List<String> texts) {
        int[][] tokens = tokenizer.encode(texts).stream().map(Encoding::ids).toArray(int[][]::new);
        return network.firstStates(tokens, layers.blocks());
    }
}
