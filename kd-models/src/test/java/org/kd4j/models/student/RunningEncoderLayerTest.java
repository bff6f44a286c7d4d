package org.kd4j.models.student;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.kd4j.core.training.Sgd;
import org.kd4j.core.training.StepSettings;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** An encoder's layer that cannot reach the memory of ND4J's arrays, as on a GPU, does as one that can. */
class RunningEncoderLayerTest {
    private static final TransformerSettings SETTINGS =
            TransformerSettings.of(AbstractStudentTest.TASK, 2, 8, 2, 16).withDropout(0.1);
    private static final LayerWorkspaceMgr NO_WORKSPACES = LayerWorkspaceMgr.noWorkspaces();

    @Test
    void computesOnCopiesWhatItComputesInPlace() {
        try (TransformerStudent student = TransformerStudent.create(SETTINGS, StepSettings.of(new Sgd()), 4)) {
            ComputationGraph graph = student.graph();
            INDArray parameters = graph.getLayer("encoder").params();
            INDArray ofPlace = parameters.dup();
            INDArray ofCopies = parameters.dup();
            RunningEncoderLayer inPlace = layer(graph, ofPlace, false);
            RunningEncoderLayer copying = layer(graph, ofCopies, true);
            INDArray ids = AbstractStudentTest.padded(AbstractStudentTest.batch(5, 3));
            for (int step = 0; step < 3; step++) {
                inPlace.setInput(ids, NO_WORKSPACES);
                copying.setInput(ids, NO_WORKSPACES);
                assertThat(copying.activate(false, NO_WORKSPACES))
                        .as("states of step %d", step)
                        .isEqualTo(inPlace.activate(false, NO_WORKSPACES));
                INDArray way = inPlace.activate(true, NO_WORKSPACES);
                assertThat(copying.activate(true, NO_WORKSPACES)).isEqualTo(way);
                INDArray expected = gradient(inPlace, way);
                INDArray found = gradient(copying, way);
                assertThat(expected.norm2Number().doubleValue()).isGreaterThan(0.1);
                assertThat(found.reshape(-1).toFloatVector())
                        .containsExactly(expected.reshape(-1).toFloatVector(), within(1e-6f));
                ofPlace.subi(expected.mul(0.1));
                ofCopies.subi(expected.mul(0.1));
            }
        }
    }

    private static RunningEncoderLayer layer(ComputationGraph graph, INDArray parameters, boolean copies) {
        RunningEncoderLayer layer =
                new RunningEncoderLayer(graph.getLayer("encoder").conf(), DataType.FLOAT, copies);
        layer.setParamsViewArray(parameters);
        layer.setBackpropGradientsViewArray(Nd4j.zeros(DataType.FLOAT, parameters.shape()));
        return layer;
    }

    private static INDArray gradient(RunningEncoderLayer layer, INDArray way) {
        return layer.backpropGradient(way, NO_WORKSPACES).getFirst().gradient().dup();
    }
}
