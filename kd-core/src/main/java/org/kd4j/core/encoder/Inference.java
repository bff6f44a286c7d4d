package org.kd4j.core.encoder;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The forward pass that keeps nothing: a thread takes some records through all blocks, without their padding and without
 * waiting for another, so results do not depend on which thread it was.
 */
final class Inference implements AutoCloseable {
    private static final int ROWS = 128;

    private final Gemm gemm;
    private final Workers workers;
    private final List<Workspace> workspaces = new ArrayList<>();

    Inference(Gemm gemm, Workers workers) {
        this.gemm = gemm;
        this.workers = workers;
        for (int i = 0; i < workers.threads(); i++) {
            workspaces.add(new Workspace());
        }
    }

    /** As {@link Encoder#hiddenStates(EncoderInput, int...)}. */
    List<float[]> hiddenStates(Network network, EncoderInput input, int... layers) {
        return hiddenStates(network, input, Optional.empty(), layers);
    }

    /** As {@link Encoder#hiddenStates(EncoderInput, GivenState, int...)}. */
    List<float[]> hiddenStates(Network network, EncoderInput input, GivenState given, int... layers) {
        given.requireFits(input, network.layers(), network.hidden());
        for (int layer : layers) {
            if (layer < given.layer()) {
                throw new IllegalArgumentException(
                        "state: found " + layer + ", expected " + given.layer() + " to " + network.layers());
            }
        }
        return hiddenStates(network, input, Optional.of(given), layers);
    }

    private List<float[]> hiddenStates(Network network, EncoderInput input, Optional<GivenState> given, int... layers) {
        float[][] states = new float[network.layers() + 1][];
        for (int layer : layers) {
            states[layer] = new float[Math.multiplyExact(input.batch() * input.length(), network.hidden())];
        }
        List<Unit> units = Unit.divide(input, workspaces.size(), ROWS);
        workers.run(
                units.size(),
                (unit, worker) -> forward(network, workspaces.get(worker), input, units.get(unit), given, states));
        return Arrays.stream(layers).mapToObj(layer -> states[layer]).toList();
    }

    private void forward(
            Network network,
            Workspace workspace,
            EncoderInput input,
            Unit unit,
            Optional<GivenState> given,
            float[][] states) {
        int rows = unit.rows();
        int hidden = network.hidden();
        workspace.states = Workspace.grown(workspace.states, (long) rows * hidden);
        workspace.queriesKeysValues = workspace.queriesKeysValues.grown(3, rows, hidden);
        workspace.contexts = Workspace.grown(workspace.contexts, (long) rows * hidden);
        given.ifPresentOrElse(
                state -> state.copy(unit, input, workspace.states, 0, hidden),
                () -> network.embeddings().run(workspace, input, unit));
        int from = given.map(GivenState::layer).orElse(0);
        unit.copy(workspace.states, 0, input, states[from], hidden);
        for (int layer = from + 1; layer <= last(states); layer++) {
            forward(network, workspace, unit, network.blocks().get(layer - 1));
            unit.copy(workspace.states, 0, input, states[layer], hidden);
        }
    }

    private static int last(float[][] states) {
        int last = states.length - 1;
        while (last > 0 && states[last] == null) {
            last--;
        }
        return last;
    }

    /** Both halves add to the states in place. */
    private void forward(Network network, Workspace workspace, Unit unit, Block block) {
        int rows = unit.rows();
        NativeFloats states = workspace.states;
        Stack projected = workspace.queriesKeysValues;
        List<DenseLayer> layers = block.projections();
        projected.multiply(layers, rows, states, 0);
        Attention attention = new Attention(gemm, network.hidden(), network.heads());
        Projections projections = new Projections(projected, network.hidden());
        Attention.forEachRecord(unit, 0, record -> {
            projected.addBiases(workspace, layers, record.row(), record.count());
            record.forEachGroup(
                    network.heads(),
                    group -> attention.attend(workspace, projections, workspace.contexts, group, (key, row) -> {}));
        });
        block.output().multiply(rows, workspace.contexts, states, true);
        RowLoop.change(workspace, states, rows, block.output().bias, block.attentionNorm()::apply);
        feedForward(network.activation(), workspace, rows, block.feedForward());
        RowLoop.change(workspace, states, rows, block.feedForward().bias(), block.outputNorm()::apply);
    }

    /** The second products come last, as they add to what the first read. */
    private static void feedForward(Activation activation, Workspace workspace, int rows, FeedForward feedForward) {
        List<Matrices.Slice<DenseLayer>> slices = feedForward.slices();
        workspace.inner = workspace.inner.grown(slices.size(), rows, feedForward.width());
        Stack inner = workspace.inner;
        for (int i = 0; i < slices.size(); i++) {
            DenseLayer up = slices.get(i).up();
            int first = inner.row(i, 0);
            up.multiply(rows, workspace.states, 0, inner.values(), first, false);
            RowLoop.change(
                    workspace,
                    inner.values(),
                    first,
                    first + rows,
                    up.bias,
                    values -> activate(activation, values, workspace, up.out));
        }
        for (int i = 0; i < slices.size(); i++) {
            slices.get(i).down().multiply(rows, inner.values(), inner.row(i, 0), workspace.states, 0, true);
        }
    }

    private static void activate(Activation activation, float[] values, Workspace workspace, int length) {
        switch (activation) {
            case GELU -> GeluKernel.exact(values, length);
            case GELU_TANH -> GeluKernel.byTanh(values, workspace.scratch(length), length);
            case RELU -> {
                for (int i = 0; i < length; i++) {
                    values[i] = Math.max(values[i], 0f);
                }
            }
        }
    }

    @Override
    public void close() {
        workspaces.forEach(Workspace::close);
    }
}
