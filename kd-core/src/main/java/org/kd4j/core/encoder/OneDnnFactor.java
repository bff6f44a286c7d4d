package org.kd4j.core.encoder;

import java.util.Optional;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.PointerScope;

/**
 * A matrix in the blocks that oneDNN's batch-reduced products read. Where it lies in rows, every product copies it into
 * blocks once more.
 */
final class OneDnnFactor implements PackedFactor {
    /** Rows of the product that is asked for the order of the blocks; all others have the same. */
    private static final int USUAL_ROWS = 256;

    /** Of a cache line, at which blocks must begin to be read fast. */
    private static final int ALIGNMENT = 64;

    private final engine cpu;
    private final ThreadLocal<OneDnnProducts> products;
    private final int k;
    private final int n;
    private final NativeFloats floats;
    private final memory blocks;

    private OneDnnFactor(engine cpu, ThreadLocal<OneDnnProducts> products, int k, int n, memory blocks) {
        this.cpu = cpu;
        this.products = products;
        this.k = k;
        this.n = n;
        this.blocks = blocks;
        try (memory.desc order = blocks.get_desc()) {
            this.floats = new NativeFloats((order.get_size() + ALIGNMENT) / Float.BYTES);
        }
        int behind = Math.floorMod(-floats.matrix(0, n).start().address(), ALIGNMENT);
        blocks.set_data_handle(floats.matrix(behind / Float.BYTES, n).start());
    }

    /** Empty on a processor for which oneDNN has no such products. */
    static Optional<PackedFactor> of(engine cpu, ThreadLocal<OneDnnProducts> products, int k, int n) {
        return blocks(cpu, k, n).map(blocks -> new OneDnnFactor(cpu, products, k, n, blocks));
    }

    /** Without room for the numbers. */
    @SuppressWarnings({"unchecked", "try"}) // PointerScope frees all that is made within it
    private static Optional<memory> blocks(engine cpu, int k, int n) {
        try (PointerScope scope = new PointerScope()) {
            memory.desc any = new memory.desc(new long[] {k, n}, memory.data_type.f32, memory.format_tag.any);
            matmul.primitive_desc plan = OneDnnProducts.plan(cpu, USUAL_ROWS, k, n, any, false);
            if (!OneDnnProducts.inBlocks(plan)) {
                return Optional.empty();
            }
            memory blocks = new memory(plan.weights_desc(), cpu, null);
            blocks.retainReference();
            return Optional.of(blocks);
        }
    }

    @Override
    public void set(Matrix matrix) {
        long[] strides = matrix.transposed() ? new long[] {1, matrix.stride()} : new long[] {matrix.stride(), 1};
        try (memory.desc order = new memory.desc(new long[] {k, n}, memory.data_type.f32, strides);
                memory source = new memory(order, cpu, matrix.start());
                reorder copy = new reorder(source, blocks);
                stream stream = new stream(cpu)) {
            copy.execute(stream, source, blocks);
            stream._wait();
        }
    }

    @Override
    public void multiply(int rows, Matrix a, Matrix c, boolean adding) {
        if (a.transposed() || a.stride() != k || c.stride() != n) {
            throw new IllegalArgumentException("found rows " + a.stride() + " and " + c.stride()
                    + " numbers apart, expected " + k + " and " + n + ", and not transposed");
        }
        products.get().run(rows, k, n, adding, a, blocks, c);
    }

    @Override
    public void close() {
        blocks.close();
        floats.close();
    }
}
