package org.kd4j.core.encoder;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;

/**
 * The products of one thread: oneDNN plans each size once, in about a fifth of a millisecond and 60 kB. Of texts of any
 * length nearly every batch brings new sizes, so those not used for longest are forgotten.
 */
final class OneDnnProducts implements AutoCloseable {
    /** 30 MB of plans. */
    private static final int MOST_PLANS = 512;

    /** What the names of products by blocks begin with. */
    private static final String IN_BLOCKS = "brg";

    private record Size(int rows, int k, int n, boolean adding) {}

    private record Product(matmul product, memory a, memory c, IntMemoryMap arguments) {
        void close() {
            product.close();
            arguments.close();
            a.close();
            c.close();
        }
    }

    private final LinkedHashMap<Size, Product> bySize = new LinkedHashMap<>(16, 0.75f, true);
    private final engine cpu;
    private final stream stream;

    OneDnnProducts(engine cpu) {
        this.cpu = cpu;
        this.stream = new stream(cpu);
    }

    /** Whether it reads the second factor in blocks. */
    static boolean inBlocks(matmul.primitive_desc plan) {
        return plan.impl_info_str().getString().startsWith(IN_BLOCKS);
    }

    /** How oneDNN would compute C [rows, n] = A [rows, k] · B, or C += A · B; for the scope of the caller. */
    static matmul.primitive_desc plan(engine cpu, int rows, int k, int n, memory.desc b, boolean adding) {
        primitive_attr attributes = new primitive_attr();
        if (adding) {
            post_ops sum = new post_ops();
            int noZeroPoint = 0;
            sum.append_sum(1f, noZeroPoint);
            attributes.set_post_ops(sum);
        }
        return new matmul.primitive_desc(new matmul.desc(dense(rows, k), b, dense(rows, n)), attributes, cpu);
    }

    private static memory.desc dense(int rows, int columns) {
        return new memory.desc(new long[] {rows, columns}, memory.data_type.f32, new long[] {columns, 1});
    }

    /** @param b blocks of B [k, n] */
    void run(int rows, int k, int n, boolean adding, Matrix a, memory b, Matrix c) {
        Product product = product(new Size(rows, k, n, adding), b);
        product.a().set_data_handle(a.start());
        product.c().set_data_handle(c.start());
        product.arguments().put(DNNL_ARG_WEIGHTS, b);
        product.product().execute(stream, product.arguments());
        stream._wait();
    }

    private Product product(Size size, memory b) {
        Product known = bySize.get(size);
        if (known != null) {
            return known;
        }
        if (bySize.size() == MOST_PLANS) {
            Iterator<Product> eldest = bySize.values().iterator();
            eldest.next().close();
            eldest.remove();
        }
        Product planned = planned(size, b);
        bySize.put(size, planned);
        return planned;
    }

    @SuppressWarnings({"unchecked", "try"}) // PointerScope frees all that is made within it
    private Product planned(Size size, memory b) {
        try (PointerScope scope = new PointerScope()) {
            matmul.primitive_desc plan = plan(cpu, size.rows(), size.k(), size.n(), b.get_desc(), size.adding());
            if (!inBlocks(plan)) {
                throw new IllegalStateException(
                        "oneDNN has no fast product of " + size + ", where it has one of 256 rows");
            }
            matmul product = new matmul(plan);
            memory a = new memory(dense(size.rows(), size.k()), cpu, null);
            memory c = new memory(dense(size.rows(), size.n()), cpu, null);
            IntMemoryMap arguments = new IntMemoryMap();
            arguments.put(DNNL_ARG_SRC, a);
            arguments.put(DNNL_ARG_DST, c);
            List.of(product, a, c, arguments).forEach(Pointer::retainReference);
            return new Product(product, a, c, arguments);
        }
    }

    @Override
    public void close() {
        bySize.values().forEach(Product::close);
        bySize.clear();
        stream.close();
    }
}
