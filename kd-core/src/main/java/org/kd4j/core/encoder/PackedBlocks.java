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
     * @param from behind which layer the pass begins
     * @param whole how many layers compute all rows; the others take the matrices where they lie
     */
    List<Block> blocks(int rows, int from, int whole) {
        int different = weights.layout().shape().blocks();
        boolean worthPacking = rows >= ROWS_WORTH_PACKING && from < whole;
        int first = weights.layout().shape().shared() ? 0 : from;
        int end = worthPacking ? Math.min(whole, different) : first;
        pack(first, end);
        return IntStream.range(0, different)
                .mapToObj(block -> Block.over(weights, block, name -> layer(name, first <= block && block < end)))
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
    private void pack(int from, int end) {
        if (there.containsValue(Optional.<PackedFactor>empty())) {
            return;
        }
        List<Runnable> tasks = new ArrayList<>();
        for (String name : names(from, end)) {
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

    private List<String> names(int from, int end) {
        return IntStream.range(from, end)
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
