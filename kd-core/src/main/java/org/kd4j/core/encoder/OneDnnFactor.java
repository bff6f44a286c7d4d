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
    /** What the names of such products begin with. */
    private static final String BLOCKED = "brg";

    /** Of a product that asks for the order; others have the same. */
    private static final int ROWS = 256;

    private final engine cpu;
    private final ThreadLocal<OneDnnProducts> products;
    private final int k;
    private final int n;
    private final memory blocks;

    private OneDnnFactor(engine cpu, ThreadLocal<OneDnnProducts> products, int k, int n, memory blocks) {
        this.cpu = cpu;
        this.products = products;
        this.k = k;
        this.n = n;
        this.blocks = blocks;
    }

    /** Empty on a processor for which oneDNN has no such products. */
    @SuppressWarnings({"unchecked", "try"}) // PointerScope frees all that is made within it
    static Optional<PackedFactor> of(engine cpu, ThreadLocal<OneDnnProducts> products, int k, int n) {
        try (PointerScope scope = new PointerScope()) {
            memory.desc any = new memory.desc(new long[] {k, n}, memory.data_type.f32, memory.format_tag.any);
            matmul.primitive_desc plan = OneDnnProducts.plan(cpu, ROWS, k, n, any, false);
            if (!plan.impl_info_str().getString().startsWith(BLOCKED)) {
                return Optional.empty();
            }
            memory blocks = new memory(plan.weights_desc(), cpu);
            blocks.retainReference();
            return Optional.of(new OneDnnFactor(cpu, products, k, n, blocks));
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
        products.get().run(rows, k, n, adding, a, blocks, c);
    }

    @Override
    public void close() {
        blocks.close();
    }
}
