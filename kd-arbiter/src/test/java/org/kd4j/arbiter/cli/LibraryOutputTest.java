package org.kd4j.arbiter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.factory.Nd4j;

class LibraryOutputTest {

    @Test
    void leavesOutWhatNd4jDifferentiates() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream usual = System.out;
        System.setOut(new LibraryOutput(bytes));
        try {
            System.out.println("something else");
            SameDiff graph = SameDiff.create();
            SDVariable x = graph.var("x", Nd4j.ones(2));
            x.mul(x).sum("loss", false, 0).markAsLoss();
            graph.createGradFunction();
        } finally {
            System.setOut(usual);
        }
        assertThat(bytes.toString()).isEqualTo("something else" + System.lineSeparator());
    }
}
