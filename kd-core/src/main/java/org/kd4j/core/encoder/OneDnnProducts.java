package org.kd4j.core.encoder;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;

/** The products that a thread has asked for: oneDNN plans each size once, in about a fifth of a millisecond and 60 kB. */
final class OneDnnProducts {
    /** More sizes than most trainings meet. */
    private static final int MOST = 512;

    private record Size(int rows, int k, int n, boolean adding) {}

    private record Product(matmul product, memory a, memory c, IntMemoryMap arguments) {
        void close() {
            product.close();
            arguments.close();
            a.close();
            c.close();
        }
    }

    private final Map<Size, Product> bySize = new HashMap<>();
    private final engine cpu;
    private final stream stream;

    OneDnnProducts(engine cpu) {
        this.cpu = cpu;
        this.stream = new stream(cpu);
    }

    /** How oneDNN would compute C [rows, n] = A [rows, k] · B, or C += A · B; for the scope of the caller. */
    static matmul.primitive_desc plan(engine cpu, int rows, int k, int n, memory.desc b, boolean adding) {
        primitive_attr attributes = new primitive_attr();
        if (adding) {
            post_ops sum = new post_ops();
            sum.append_sum(1f, 0);
            attributes.set_post_ops(sum);
        }
        return new matmul.primitive_desc(new matmul.desc(dense(rows, k), b, dense(rows, n)), attributes, cpu);
    }

    private static memory.desc dense(int rows, int columns) {
        return new memory.desc(new long[] {rows, columns}, memory.data_type.f32, new long[] {columns, 1});
    }

    /** @param b blocks of B [k, n] */
    void run(int rows, int k, int n, boolean adding, Matrix a, memory b, Matrix c) {
        Size size = new Size(rows, k, n, adding);
        Product product = bySize.get(size);
        if (product == null) {
            if (bySize.size() == MOST) {
                bySize.values().forEach(Product::close);
                bySize.clear();
            }
            product = planned(size, b);
            bySize.put(size, product);
        }
        product.a().set_data_handle(a.start());
        product.c().set_data_handle(c.start());
        product.arguments().put(DNNL_ARG_WEIGHTS, b);
        product.product().execute(stream, product.arguments());
        stream._wait();
    }

    @SuppressWarnings({"unchecked", "try"}) // PointerScope frees all that is made within it
    private Product planned(Size size, memory b) {
        try (PointerScope scope = new PointerScope()) {
            matmul product = new matmul(plan(cpu, size.rows(), size.k(), size.n(), b.get_desc(), size.adding()));
            memory a = new memory(dense(size.rows(), size.k()), cpu, null);
            memory c = new memory(dense(size.rows(), size.n()), cpu, null);
            IntMemoryMap arguments = new IntMemoryMap();
            arguments.put(DNNL_ARG_SRC, a);
            arguments.put(DNNL_ARG_DST, c);
            List.of(product, a, c, arguments).forEach(Pointer::retainReference);
            return new Product(product, a, c, arguments);
        }
    }
}
