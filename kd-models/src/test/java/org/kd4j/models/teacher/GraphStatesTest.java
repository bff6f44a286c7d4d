package org.kd4j.models.teacher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.core.objective.TeacherLayers;
import org.kd4j.core.tokens.Tokenizer;
import org.kd4j.models.onnx.Engine;
import org.kd4j.models.onnx.ModelFile;
import org.kd4j.models.onnx.OnnxImport;
import org.kd4j.models.onnx.ParityCase;
import org.kd4j.models.onnx.TeacherFiles;
import org.kd4j.models.onnx.TextModel;

/** Against the hidden states that the exports came with, on every engine. */
class GraphStatesTest {
    private static final String MODEL = "bert-opset14-hidden";
    private static final Tokenizer TOKENIZER = new NumberTokenizer(160, 64);
    private static final List<TextModel> ENGINES = new ArrayList<>();

    @BeforeAll
    static void open() {
        for (Engine engine : List.of(Engine.SAMEDIFF, Engine.ENCODER, Engine.ONNXRUNTIME)) {
            ENGINES.add(OnnxImport.open(TeacherFiles.model(MODEL), List.of(), engine));
        }
    }

    @AfterAll
    static void close() {
        ENGINES.forEach(TextModel::close);
    }

    @Test
    void answersTheFirstPositionOfEachBlock() {
        for (TextModel model : ENGINES) {
            GraphStates states = new GraphStates(model, TOKENIZER, List.of(0, 2));
            for (ParityCase one : TeacherFiles.cases(TeacherFiles.model(MODEL))) {
                long[][] ids = one.inputs().get("input_ids");
                long[][] mask = one.inputs().get("attention_mask");
                List<String> texts = new ArrayList<>();
                for (int row = 0; row < ids.length; row++) {
                    texts.add(NumberTokenizer.text(ids[row], mask[row]));
                }
                float[][] rows = states.apply(texts);
                for (int row = 0; row < ids.length; row++) {
                    assertThat(rows[row])
                            .as("%s, row %d", model.engine(), row)
                            .hasSize(states.width())
                            .containsExactly(FirstStates.of(one, row), within(1e-5f));
                }
            }
        }
    }

    @Test
    void saysWhichStatesThereAre() {
        TextModel model = ENGINES.get(0);
        GraphStates states = new GraphStates(model, TOKENIZER, List.of(1));

        assertThat(GraphStates.depth(model)).isEqualTo(2);
        assertThat(states.layers()).isEqualTo(new TeacherLayers(2, model.width(TextModel.hiddenState(0)), List.of(1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new GraphStates(model, TOKENIZER, List.of(3)))
                .withMessageContaining("[3] of 2");
    }

    @Test
    void answersATextWithoutTokensWithZeros() {
        for (TextModel model : ENGINES) {
            float[][] rows = new GraphStates(model, TOKENIZER, List.of(1)).apply(List.of("", "7 8"));
            assertThat(rows[0]).containsOnly(0);
            assertThat(rows[1]).doesNotContain(0);
        }
    }

    @Test
    void hasAFingerprintOfModelTokenizerAndBlocks() {
        String one = new GraphStates(ENGINES.get(0), TOKENIZER, List.of(1)).fingerprint();

        assertThat(new GraphStates(ENGINES.get(1), new NumberTokenizer(160, 64), List.of(1)).fingerprint())
                .isEqualTo(one);
        assertThat(new GraphStates(ENGINES.get(0), TOKENIZER, List.of(2)).fingerprint())
                .isNotEqualTo(one);
        assertThat(new GraphStates(ENGINES.get(0), new NumberTokenizer(160, 10), List.of(1)).fingerprint())
                .isNotEqualTo(one);
    }

    @Test
    void saysThatAModelHasNoBlocks() {
        byte[] model = new ModelFile(18)
                .ids("input_ids")
                .floats("table", new long[] {160, 2}, new float[320])
                .longs("axes", 1)
                .node("Gather", "table input_ids", "x")
                .node("ReduceMean", "x axes", "logits", ModelFile.integer("keepdims", 0))
                .output("logits", 2)
                .bytes();
        try (TextModel graph = OnnxImport.open("m.onnx", model, List.of())) {
            assertThatThrownBy(() -> GraphStates.depth(graph))
                    .isInstanceOf(InvalidInput.class)
                    .hasMessageContainingAll("m.onnx", "no hidden states of blocks", "objective over logits alone");
        }
    }
}
