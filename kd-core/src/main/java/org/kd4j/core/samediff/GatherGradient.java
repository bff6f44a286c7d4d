package org.kd4j.core.samediff;

import java.lang.reflect.Field;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.imports.converters.DifferentialFunctionClassHolder;
import org.nd4j.imports.converters.ImportClassMapping;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.scatter.ScatterAdd;
import org.nd4j.linalg.api.ops.impl.shape.Gather;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Gives {@code gather} along axis 0 its gradient, the sum over all places that read a row. ND4J 1.0.0-M2.1 keeps one of
 * them, takes a loop of control flow for it, and fails where a graph has two.
 *
 * <p>A gradient graph copies its operations by the class that ND4J has registered for them, so another class is
 * registered; that holds for the whole process.
 */
public final class GatherGradient {

    /** What is registered in place of {@link Gather}; public for ND4J to make instances of. */
    public static final class SummingGather extends Gather {
        /** For ND4J. */
        public SummingGather() {}

        @Override
        public List<SDVariable> doDiff(List<SDVariable> gradients) {
            if (jaxis != 0) {
                throw new UnsupportedOperationException("the gradient of gather along axis " + jaxis);
            }
            SDVariable table = sameDiff.zerosLike(arg(0));
            ScatterAdd sum = new ScatterAdd(sameDiff, table, arg(1), gradients.get(0));
            sum.addBArgument(true); // lock: else threads that meet on a row lose each other's sums
            return List.of(sum.outputVariable(), sameDiff.zerosLike(arg(1)));
        }
    }

    private GatherGradient() {}

    /**
     * Registers the gradient, before graphs are made that need it, and tries it. Does nothing the second time.
     *
     * @throws IllegalStateException if this version of ND4J is another than the one this was written for
     */
    public static synchronized void install() {
        if (ImportClassMapping.getOpNameMapping().get("gather") instanceof SummingGather) {
            return;
        }
        try {
            Field registered = DifferentialFunctionClassHolder.class.getDeclaredField("customOpHashToClass");
            registered.setAccessible(true);
            Map<?, ?> classes = (Map<?, ?>) registered.get(DifferentialFunctionClassHolder.getInstance());
            replace(classes);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this version of ND4J registers operations in another way", e);
        }
        ImportClassMapping.getOpNameMapping().put("gather", new SummingGather());
        requireSum();
    }

    @SuppressWarnings("unchecked") // ND4J's map from the hash of an operation to its class
    private static void replace(Map<?, ?> classes) {
        ((Map<Long, Class<?>>) classes).replaceAll((hash, type) -> type == Gather.class ? SummingGather.class : type);
    }

    /** Row 1 of three is read twice, with weights 2 and 3, and row 0 once, with weight 5. */
    private static void requireSum() {
        SameDiff sameDiff = SameDiff.create();
        SDVariable table = sameDiff.var("table", Nd4j.ones(3, 2));
        SDVariable rows = sameDiff.gather(table, sameDiff.constant(Nd4j.createFromArray(1L, 0L, 1L)), 0);
        SDVariable weights = sameDiff.constant(Nd4j.createFromArray(new float[][] {{2, 2}, {5, 5}, {3, 3}}));
        rows.mul(weights).sum("loss", false, 0, 1).markAsLoss();
        INDArray gradient = sameDiff.calculateGradients(Map.of(), "table").get("table");
        if (!gradient.equals(Nd4j.createFromArray(new float[][] {{5, 5}, {5, 5}, {0, 0}}))) {
            throw new IllegalStateException("this version of ND4J has another gradient of gather: " + gradient);
        }
    }
}
