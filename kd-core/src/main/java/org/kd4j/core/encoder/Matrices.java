package org.kd4j.core.encoder;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The matrices of a block, each as whatever is kept of it.
 *
 * @param slices those of the feed-forward part, see {@link FeedForward}
 */
record Matrices<M>(M query, M key, M value, M output, List<Slice<M>> slices) {

    /** Those of a slice. */
    record Slice<M>(M up, M down) {}

    /** Where they lie in a vector of weights, or of their gradients. */
    static Matrices<PlainFactor> of(Gemm gemm, ParameterVector vector, int block) {
        String prefix = vector.layout().prefix(block);
        PlainFactor up = PlainFactor.of(gemm, vector, prefix + "up");
        PlainFactor down = PlainFactor.of(gemm, vector, prefix + "down");
        int width = FeedForward.width(up.columns());
        List<Slice<PlainFactor>> slices = FeedForward.starts(up.columns())
                .mapToObj(from -> new Slice<>(up.columns(from, from + width), down.rows(from, from + width)))
                .toList();
        return new Matrices<>(
                PlainFactor.of(gemm, vector, prefix + "query"),
                PlainFactor.of(gemm, vector, prefix + "key"),
                PlainFactor.of(gemm, vector, prefix + "value"),
                PlainFactor.of(gemm, vector, prefix + "output"),
                slices);
    }

    <N> Matrices<N> map(Function<M, N> function) {
        return new Matrices<>(
                function.apply(query),
                function.apply(key),
                function.apply(value),
                function.apply(output),
                slices.stream()
                        .map(slice -> new Slice<>(function.apply(slice.up()), function.apply(slice.down())))
                        .toList());
    }

    /** In an order that is always the same. */
    List<M> all() {
        return Stream.concat(
                        Stream.of(query, key, value, output),
                        slices.stream().flatMap(slice -> Stream.of(slice.up(), slice.down())))
                .toList();
    }
}
