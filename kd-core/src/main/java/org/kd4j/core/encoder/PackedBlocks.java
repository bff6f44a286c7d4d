package org.kd4j.core.encoder;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Packed copies of the matrices of blocks that learn, made anew for every pass in the same memory: two of each matrix, for
 * the way there and the way back.
 */
final class PackedBlocks implements AutoCloseable {
    /** To copy a matrix takes as long as this many rows save in its products. */
    private static final int ROWS_WORTH_PACKING = 512;

    private final Gemm gemm;
    private final Workers workers;
    private final ParameterVector weights;
    private final Map<String, Optional<PackedFactor>> there = new ConcurrentHashMap<>();
    private final Map<String, Optional<PackedFactor>> back = new ConcurrentHashMap<>();

    PackedBlocks(Gemm gemm, Workers workers, ParameterVector weights) {
        this.gemm = gemm;
        this.workers = workers;
        this.weights = weights;
    }

    /**
     * The blocks with the weights as they are now.
     *
     * @param rows of the pass
     * @param whole how many layers compute all of them; the others take the matrices where they lie
     */
    List<Block> blocks(int rows, int whole) {
        int different = weights.layout().shape().blocks();
        int packing = rows >= ROWS_WORTH_PACKING ? Math.min(whole, different) : 0;
        pack(packing);
        return IntStream.range(0, different)
                .mapToObj(block -> Block.over(weights, block, name -> layer(name, block < packing)))
                .toList();
    }

    private DenseLayer layer(String name, boolean packed) {
        PlainFactor plain = DenseLayer.lying(gemm, weights, name);
        float[] bias = weights.get(name + ".bias");
        Optional<PackedFactor> copy = packed ? there.getOrDefault(name, Optional.empty()) : Optional.empty();
        return copy.map(factor ->
                        DenseLayer.learning(plain, bias, factor, back.get(name).orElseThrow()))
                .orElseGet(() -> DenseLayer.learning(plain, bias));
    }

    /** By the workers, as libraries plan for the thread that asks. */
    private void pack(int blocks) {
        if (there.containsValue(Optional.<PackedFactor>empty())) {
            return;
        }
        List<Runnable> tasks = new ArrayList<>();
        for (String name : names(blocks)) {
            PlainFactor plain = DenseLayer.lying(gemm, weights, name);
            tasks.add(() -> pack(name, plain, there));
            tasks.add(() -> pack(name, plain.transpose(), back));
        }
        workers.run(tasks.size(), (i, worker) -> tasks.get(i).run());
    }

    private void pack(String name, PlainFactor plain, Map<String, Optional<PackedFactor>> packed) {
        packed.computeIfAbsent(name, unknown -> gemm.packed(plain.in(), plain.out()))
                .ifPresent(factor -> factor.set(plain.matrix()));
    }

    private List<String> names(int blocks) {
        return IntStream.range(0, blocks)
                .mapToObj(weights.layout()::prefix)
                .flatMap(prefix ->
                        Stream.of("queryKeyValue", "output", "up", "down").map(prefix::concat))
                .toList();
    }

    @Override
    public void close() {
        Stream.of(there, back)
                .flatMap(packed -> packed.values().stream())
                .flatMap(Optional::stream)
                .forEach(PackedFactor::close);
    }
}
