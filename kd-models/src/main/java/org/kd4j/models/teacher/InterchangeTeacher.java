package org.kd4j.models.teacher;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.kd4j.core.interchange.CounterfactualTeacher;
import org.kd4j.core.interchange.Interchange;
import org.kd4j.core.io.Sha256;
import org.kd4j.core.objective.TeacherLayers;
import org.kd4j.models.student.TransformerStudent;

/** Counterfactuals of a classifier whose blocks the CPU engine, or a SameDiff graph, runs one by one. */
public final class InterchangeTeacher implements CounterfactualTeacher {
    /** To be raised whenever the answers for the same weights change. */
    private static final int FORMAT = 2;

    private final TransformerStudent network;
    private final int[] order;
    private final Optional<TeacherLayers> layers;
    private final String fingerprint;

    /**
     * @param network stays the caller's, and learns no more
     * @param own names of the classes, each once, in the order of the network's logits
     * @param labels the same names, in the order that is wanted
     * @param blocks whose states are answered too, ascending; none: logits alone
     * @throws IllegalArgumentException unless both lists have the same names
     */
    public InterchangeTeacher(TransformerStudent network, List<String> own, List<String> labels, List<Integer> blocks) {
        if (own.size() != labels.size() || !labels.containsAll(own)) {
            throw new IllegalArgumentException("labels: found " + labels + ", expected " + own + " in any order");
        }
        this.network = network;
        this.order = labels.stream().mapToInt(own::indexOf).toArray();
        this.layers = blocks.isEmpty()
                ? Optional.empty()
                : Optional.of(new TeacherLayers(network.blocks(), network.hidden(), blocks));
        this.fingerprint = new Sha256()
                .add("counterfactuals")
                .add(network.fingerprint())
                .add(Arrays.toString(order))
                .add(blocks.toString())
                .add(FORMAT)
                .hex();
    }

    /** Number of its blocks. */
    public int blocks() {
        return network.blocks();
    }

    /** Width of its hidden states. */
    public int hidden() {
        return network.hidden();
    }

    /** Number of its heads of attention. */
    public int heads() {
        return network.heads();
    }

    @Override
    public String fingerprint() {
        return fingerprint;
    }

    @Override
    public Optional<TeacherLayers> layers() {
        return layers;
    }

    /** Students that share a teacher take turns. */
    @Override
    public synchronized Answers answer(int[][] tokens, Optional<Interchange> interchange) {
        List<Integer> blocks = layers.map(TeacherLayers::blocks).orElse(List.of());
        Answers answers = network.answers(tokens, interchange, blocks);
        return new Answers(ordered(answers.logits()), layers.flatMap(wanted -> answers.states()));
    }

    private float[][] ordered(float[][] logits) {
        float[][] ordered = new float[logits.length][order.length];
        for (int row = 0; row < logits.length; row++) {
            for (int c = 0; c < order.length; c++) {
                ordered[row][c] = logits[row][order[c]];
            }
        }
        return ordered;
    }
}
