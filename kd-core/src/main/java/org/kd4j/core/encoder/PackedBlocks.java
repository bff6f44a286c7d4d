package org.kd4j.core.encoder;

import java.util.ArrayList;
import java.util.Iterator;
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
    private final Map<Integer, Matrices<Copies>> copies = new ConcurrentHashMap<>();

    /** Of one matrix, where the library has an order of its own. */
    private record Copies(Optional<PackedFactor> there, Optional<PackedFactor> back) {
        DenseLayer.Weights or(PlainFactor lying) {
            return there.isPresent() && back.isPresent()
                    ? new DenseLayer.Weights(lying.in(), there.get(), back.get())
                    : DenseLayer.Weights.lying(lying);
        }

        /** Both at once, while the matrix is in the core's cache. */
        void set(PlainFactor lying) {
            there.ifPresent(copy -> copy.set(lying.matrix()));
            back.ifPresent(copy -> copy.set(lying.transpose().matrix()));
        }

        Stream<PackedFactor> all() {
            return Stream.concat(there.stream(), back.stream());
        }
    }

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
                .mapToObj(block -> first <= block && block < end ? packed(block) : Block.over(gemm, weights, block))
                .toList();
    }

    private Block packed(int block) {
        Iterator<Copies> kept = copies.get(block).all().iterator();
        Matrices<PlainFactor> lying = Matrices.of(gemm, weights, block);
        return Block.over(weights, block, lying.map(matrix -> kept.next().or(matrix)));
    }

    /** By the workers, as libraries plan for the thread that asks. */
    private void pack(int from, int end) {
        workers.run(
                end - from,
                (i, worker) -> copies.computeIfAbsent(
                        from + i, block -> Matrices.of(gemm, weights, block).map(this::room)));
        List<Runnable> tasks = new ArrayList<>();
        for (int block = from; block < end; block++) {
            Iterator<Copies> kept = copies.get(block).all().iterator();
            for (PlainFactor lying : Matrices.of(gemm, weights, block).all()) {
                Copies both = kept.next();
                tasks.add(() -> both.set(lying));
            }
        }
        workers.run(tasks.size(), (i, worker) -> tasks.get(i).run());
    }

    private Copies room(PlainFactor matrix) {
        return new Copies(gemm.packed(matrix.in(), matrix.out()), gemm.packed(matrix.out(), matrix.in()));
    }

    @Override
    public void close() {
        copies.values().stream()
                .flatMap(block -> block.all().stream())
                .flatMap(Copies::all)
                .forEach(PackedFactor::close);
    }
}
