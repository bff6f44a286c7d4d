package org.kd4j.core.encoder;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Packed copies of the matrices of blocks that learn, made anew for every pass in the same memory. */
final class PackedBlocks implements AutoCloseable {
    /** To copy the matrices takes as long as this many rows save in their products. */
    private static final int WORTH_IT = 512;

    private final Gemm gemm;
    private final Workers workers;
    private final ParameterVector weights;
    private final Map<String, PackedFactor> ahead = new ConcurrentHashMap<>();
    private final Map<String, PackedFactor> back = new ConcurrentHashMap<>();

    PackedBlocks(Gemm gemm, Workers workers, ParameterVector weights) {
        this.gemm = gemm;
        this.workers = workers;
        this.weights = weights;
    }

    /** The blocks with the weights as they are now. */
    List<Block> blocks(int rows) {
        boolean packing = rows >= WORTH_IT;
        if (packing) {
            pack();
        }
        return IntStream.range(0, weights.layout().shape().blocks())
                .mapToObj(block -> Block.over(weights, block, name -> layer(name, packing)))
                .toList();
    }

    private DenseLayer layer(String name, boolean packing) {
        PlainFactor plain = plain(name);
        float[] bias = weights.get(name + ".bias");
        return packing && ahead.containsKey(name)
                ? DenseLayer.learning(plain, bias, ahead.get(name), back.get(name))
                : DenseLayer.learning(plain, bias);
    }

    /** By the workers, as libraries plan for the thread that asks. */
    private void pack() {
        List<Runnable> tasks = new ArrayList<>();
        for (String name : names()) {
            PlainFactor plain = plain(name);
            tasks.add(() -> pack(name, plain, ahead));
            tasks.add(() -> pack(name, plain.transpose(), back));
        }
        workers.run(tasks.size(), (i, worker) -> tasks.get(i).run());
    }

    private void pack(String name, PlainFactor plain, Map<String, PackedFactor> packed) {
        if (!packed.containsKey(name)) {
            gemm.packed(plain.in(), plain.out()).ifPresent(factor -> packed.put(name, factor));
        }
        if (packed.containsKey(name)) {
            packed.get(name).set(plain.matrix());
        }
    }

    private List<String> names() {
        return IntStream.range(0, weights.layout().shape().blocks())
                .mapToObj(weights.layout()::prefix)
                .flatMap(prefix ->
                        Stream.of("queryKeyValue", "output", "up", "down").map(prefix::concat))
                .toList();
    }

    private PlainFactor plain(String name) {
        return DenseLayer.plain(gemm, weights, name);
    }

    @Override
    public void close() {
        ahead.values().forEach(PackedFactor::close);
        back.values().forEach(PackedFactor::close);
    }
}
