package org.kd4j.models.teacher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kd4j.core.objective.TeacherLayers;
import org.kd4j.core.training.Sgd;
import org.kd4j.core.training.StepSettings;
import org.kd4j.models.head.PretrainedHead;
import org.kd4j.models.onnx.HeadSearch;
import org.kd4j.models.onnx.OnnxGraph;
import org.kd4j.models.onnx.OnnxImport;
import org.kd4j.models.onnx.ParityCase;
import org.kd4j.models.onnx.PretrainedEncoder;
import org.kd4j.models.onnx.TeacherFiles;
import org.kd4j.models.student.TextTask;
import org.kd4j.models.student.TransformerSettings;
import org.kd4j.models.student.TransformerStudent;

/** Against what PyTorch says of the classifier that it started from, before any step. */
class TunedTransformerTest {
    private static final String MODEL = "bert-opset14-hidden";
    private static final int LONGEST = 40;

    private TunedTransformer teacher;
    private TransformerStudent network;

    @BeforeEach
    void make() {
        try (OnnxGraph graph = OnnxImport.open(TeacherFiles.model(MODEL), List.of())) {
            PretrainedEncoder encoder = graph.pretrained();
            PretrainedHead head = ((HeadSearch.Found) graph.pretrainedHead()).head();
            TransformerSettings settings = TransformerSettings.of(new TextTask(160, 0, LONGEST, 3), encoder)
                    .like(head);
            network = TransformerStudent.create(settings, StepSettings.of(new Sgd()), 1)
                    .startingFrom(encoder)
                    .startingFrom(head);
        }
        teacher = new TunedTransformer(network, new NumberTokenizer(160, LONGEST), List.of("a", "b", "c"));
    }

    @AfterEach
    void close() {
        teacher.close();
    }

    @Test
    void itsHiddenStatesAreThoseOfItsNetwork() {
        BlockStates states = teacher.states(List.of(0, 2));
        assertThat(states.layers()).isEqualTo(new TeacherLayers(2, network.hidden(), List.of(0, 2)));
        for (ParityCase one : TeacherFiles.cases(TeacherFiles.model(MODEL))) {
            long[][] ids = one.inputs().get("input_ids");
            for (int row = 0; row < ids.length; row++) {
                String text = NumberTokenizer.text(ids[row], one.inputs().get("attention_mask")[row]);
                float[][] found = states.apply(List.of("", text, "8 9"));
                assertThat(found[0]).hasSize(states.width()).containsOnly(0);
                assertThat(found[1]).containsExactly(FirstStates.of(one, row), within(1e-5f));
            }
        }
    }

    @Test
    void otherWeightsTokenizersAndBlocksAreOtherStates() {
        String one = teacher.states(List.of(1)).fingerprint();
        assertThat(teacher.states(List.of(1)).fingerprint()).isEqualTo(one);
        assertThat(teacher.states(List.of(2)).fingerprint()).isNotEqualTo(one);
        var others = new TunedStates(network, new NumberTokenizer(160, 10), List.of(1));
        assertThat(others.fingerprint()).isNotEqualTo(one);
        float[] gain = network.vector().get("embeddings.norm.gain");
        gain[0] += 1;
        network.vector().set("embeddings.norm.gain", gain);
        assertThat(teacher.states(List.of(1)).fingerprint()).isNotEqualTo(one);
    }

    @Test
    void refusesBlocksThatItHasNot() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> teacher.states(List.of(1, 3)))
                .withMessageContaining("[1, 3] of 2");
    }
}
