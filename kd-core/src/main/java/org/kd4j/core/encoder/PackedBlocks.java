package org.kd4j.core.encoder;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

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
    private final Map<Integer, Matrices<Copied>> copies = new ConcurrentHashMap<>();

    /** A matrix where it lies, and its copies where the library has an order of its own. */
    private record Copied(PlainFactor lying, Optional<Copies> copies) {
        DenseLayer.Weights weights() {
            return copies.map(both -> new DenseLayer.Weights(lying, both.there(), both.back()))
                    .orElseGet(() -> DenseLayer.Weights.lying(lying));
        }

        /** Both at once, while the matrix is in the core's cache. */
        void set() {
            copies.orElseThrow().there().set(lying.matrix());
            copies.orElseThrow().back().set(lying.transpose().matrix());
        }
    }

    private record Copies(PackedFactor there, PackedFactor back) {}

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
     * @param whole how many layers compute all rows; of the others the matrices are taken where they lie, but for shared ones
     *     that rows are multiplied by. It does not depend on where the pass begins, so that parts of a pass make the same
     *     numbers as all of it.
     */
    List<Block> blocks(int rows, int from, int whole) {
        EncoderShape shape = weights.layout().shape();
        boolean worthPacking = rows >= ROWS_WORTH_PACKING;
        int first = shape.shared() ? 0 : from;
        int end = worthPacking ? Math.min(whole, shape.blocks()) : 0;
        pack(first, end);
        return IntStream.range(0, shape.blocks())
                .mapToObj(block -> first <= block && block < end
                        ? Block.over(weights, block, copies.get(block).map(Copied::weights))
                        : Block.over(gemm, weights, block))
                .toList();
    }

    /** By the workers, as libraries plan for the thread that asks. */
    private void pack(int from, int end) {
        int[] missing = IntStream.range(from, end)
                .filter(block -> !copies.containsKey(block))
                .toArray();
        workers.run(missing.length, (i, worker) -> copies.put(missing[i], room(missing[i])));
        List<Copied> copied = IntStream.range(from, end)
                .mapToObj(copies::get)
                .flatMap(block -> block.all().stream())
                .filter(matrix -> matrix.copies().isPresent())
                .toList();
        workers.run(copied.size(), (i, worker) -> copied.get(i).set());
    }

    private Matrices<Copied> room(int block) {
        return Matrices.of(gemm, weights, block).map(lying -> new Copied(lying, room(lying)));
    }

    /** Both or none. */
    private Optional<Copies> room(PlainFactor matrix) {
        Optional<PackedFactor> there = gemm.packed(matrix.in(), matrix.out());
        Optional<PackedFactor> back = gemm.packed(matrix.out(), matrix.in());
        if (there.isPresent() && back.isPresent()) {
            return Optional.of(new Copies(there.get(), back.get()));
        }
        there.ifPresent(PackedFactor::close);
        back.ifPresent(PackedFactor::close);
        return Optional.empty();
    }

    @Override
    public void close() {
        copies.values().stream()
                .flatMap(block -> block.all().stream())
                .flatMap(matrix -> matrix.copies().stream())
                .forEach(both -> {
                    both.there().close();
                    both.back().close();
                });
    }
}
