package org.kd4j.core.samediff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class GatherGradientTest {

    @BeforeAll
    static void install() {
        GatherGradient.install();
        GatherGradient.install();
    }

    /** By hand: the sum of squares of three rows has twice the row as gradient, once for each time it is read. */
    @Test
    void sumsOverAllPlacesThatReadARow() {
        SameDiff sameDiff = SameDiff.create();
        SDVariable table = sameDiff.var("table", Nd4j.createFromArray(new double[][] {{1, 2}, {3, 4}, {5, 6}}));
        SDVariable ids = sameDiff.placeHolder("ids", DataType.INT64, -1);
        squares(sameDiff.gather(table, ids, 0), 0, 1);
        assertThat(gradient(sameDiff, "table", 2, 0, 2)).isEqualTo(rows(new double[][] {{2, 4}, {0, 0}, {20, 24}}));
        assertThat(gradient(sameDiff, "table", 1)).isEqualTo(rows(new double[][] {{0, 0}, {6, 8}, {0, 0}}));
    }

    @Test
    void knowsMatricesOfIds() {
        SameDiff sameDiff = SameDiff.create();
        SDVariable table = sameDiff.var("table", Nd4j.createFromArray(new double[][] {{1, 2}, {3, 4}}));
        SDVariable ids = sameDiff.constant(Nd4j.createFromArray(new long[][] {{1, 1}, {0, 1}}));
        squares(sameDiff.gather(table, ids, 0), 0, 1, 2);
        assertThat(sameDiff.calculateGradients(Map.of(), "table").get("table")).isEqualTo(rows(new double[][] {
            {2, 4}, {18, 24}
        }));
    }

    @Test
    void knowsVectorsAndSeveralGathersInOneGraph() {
        SameDiff sameDiff = SameDiff.create();
        SDVariable vector = sameDiff.var("vector", Nd4j.createFromArray(1.0, 2.0, 3.0));
        SDVariable first = sameDiff.gather(vector, sameDiff.constant(Nd4j.createFromArray(2L, 2L)), 0);
        SDVariable second = sameDiff.gather(vector, sameDiff.constant(Nd4j.createFromArray(0L, 2L)), 0);
        squares(first.add(second), 0);
        // (3 + 1)^2 + (3 + 3)^2: element 0 has 2 * 4, element 2 has 2 * 4 + 2 * 2 * 6.
        assertThat(sameDiff.calculateGradients(Map.of(), "vector").get("vector"))
                .isEqualTo(Nd4j.createFromArray(8.0, 0.0, 32.0));
    }

    /** Every place counts one, however many threads share the places of a row; doubles count so far exactly. */
    @RepeatedTest(20)
    void losesNoneOfManyPlacesThatReadOneRow() {
        SameDiff sameDiff = SameDiff.create();
        SDVariable table = sameDiff.var("table", Nd4j.ones(DataType.DOUBLE, 2, 64));
        SDVariable ids = sameDiff.placeHolder("ids", DataType.INT64, -1);
        sameDiff.gather(table, ids, 0).sum("loss", false, 0, 1).markAsLoss();
        assertThat(gradient(sameDiff, "table", new long[4_000]).getRow(0).toDoubleVector())
                .containsOnly(4_000);
    }

    @Test
    void refusesOtherAxes() {
        SameDiff sameDiff = SameDiff.create();
        SDVariable table = sameDiff.var("table", Nd4j.createFromArray(new double[][] {{1, 2}, {3, 4}}));
        squares(sameDiff.gather(table, sameDiff.constant(Nd4j.createFromArray(1L)), 1), 0, 1);
        assertThatThrownBy(() -> sameDiff.calculateGradients(Map.of(), "table")).hasStackTraceContaining("axis 1");
    }

    private static void squares(SDVariable x, int... axes) {
        x.mul(x).sum("loss", false, axes).markAsLoss();
    }

    private static INDArray gradient(SameDiff sameDiff, String variable, long... ids) {
        return sameDiff.calculateGradients(Map.of("ids", Nd4j.createFromArray(ids)), variable)
                .get(variable);
    }

    private static INDArray rows(double[][] rows) {
        return Nd4j.createFromArray(rows);
    }
}
