package org.kd4j.models.teacher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kd4j.core.interchange.Columns;
import org.kd4j.core.interchange.CounterfactualTeacher.Answers;
import org.kd4j.core.interchange.Exchange;
import org.kd4j.core.interchange.Interchange;
import org.kd4j.core.objective.TeacherLayers;
import org.kd4j.core.training.Sgd;
import org.kd4j.core.training.StepSettings;
import org.kd4j.models.head.PretrainedHead;
import org.kd4j.models.onnx.HeadSearch;
import org.kd4j.models.onnx.OnnxGraph;
import org.kd4j.models.onnx.OnnxImport;
import org.kd4j.models.onnx.PretrainedEncoder;
import org.kd4j.models.onnx.TeacherFiles;
import org.kd4j.models.student.TextTask;
import org.kd4j.models.student.TransformerEngine;
import org.kd4j.models.student.TransformerSettings;
import org.kd4j.models.student.TransformerStudent;

/** An imported classifier of two blocks, pooled at its first token. */
class InterchangeTeacherTest {
    private static final List<String> OWN = List.of("a", "b", "c");
    private static final int[][] TEXTS = {{2, 17, 5, 88, 3}, {2, 40, 3}, {}, {2, 7, 9, 11, 140, 101, 3}};
    private static final int BASE = 0;
    private static final int SOURCE = 3;

    private final List<TransformerStudent> open = new ArrayList<>();

    private TransformerStudent network(TransformerEngine engine) {
        try (OnnxGraph graph = OnnxImport.open(TeacherFiles.model("bert-opset14-hidden"), List.of())) {
            PretrainedEncoder encoder = graph.pretrained();
            PretrainedHead head = ((HeadSearch.Found) graph.pretrainedHead()).head();
            TransformerSettings settings =
                    TransformerSettings.of(new TextTask(160, 0, 40, 3), encoder).like(head);
            TransformerStudent network = TransformerStudent.create(settings, StepSettings.of(new Sgd()), 1, engine)
                    .startingFrom(encoder)
                    .startingFrom(head);
            open.add(network);
            return network;
        }
    }

    @AfterEach
    void close() {
        open.forEach(TransformerStudent::close);
    }

    @ParameterizedTest
    @EnumSource(
            value = TransformerEngine.class,
            names = {"ENCODER", "SAMEDIFF"})
    void answersAsItsNetworkInTheOrderThatIsWanted(TransformerEngine engine) {
        TransformerStudent network = network(engine);
        InterchangeTeacher teacher = new InterchangeTeacher(network, OWN, List.of("c", "a", "b"), List.of(0, 2));
        assertThat(teacher.layers()).contains(new TeacherLayers(2, network.hidden(), List.of(0, 2)));
        Interchange interchange = interchange(1, Columns.all(network.hidden()));

        Answers plain = teacher.answer(TEXTS, Optional.empty());
        Answers other = teacher.answer(TEXTS, Optional.of(interchange));
        assertAlike(plain.logits(), moved(network.logits(TEXTS)));
        assertThat(plain.states().orElseThrow()).isDeepEqualTo(network.firstStates(TEXTS, List.of(0, 2)));
        assertAlike(other.logits(), moved(network.counterfactualLogits(TEXTS, interchange)));
        assertThat(other.logits()[BASE]).isNotEqualTo(plain.logits()[BASE]);
        assertThat(other.logits()[SOURCE]).containsExactly(plain.logits()[SOURCE], within(1e-6f));
        assertThat(new InterchangeTeacher(network, OWN, OWN, List.of())
                        .answer(TEXTS, Optional.of(interchange))
                        .states())
                .isEmpty();
    }

    private static void assertAlike(float[][] found, float[][] expected) {
        assertThat(found).hasDimensions(expected.length, 3);
        for (int row = 0; row < expected.length; row++) {
            assertThat(found[row]).containsExactly(expected[row], within(1e-6f));
        }
    }

    /** From a, b, c to c, a, b. */
    private static float[][] moved(float[][] logits) {
        return Arrays.stream(logits)
                .map(row -> new float[] {row[2], row[0], row[1]})
                .toArray(float[][]::new);
    }

    /**
     * The first token is overwritten by another text's first: at the block itself it has that one's state in these columns, below
     * its own, and behind the last block it has that text's logits.
     */
    @ParameterizedTest
    @EnumSource(
            value = TransformerEngine.class,
            names = {"ENCODER", "SAMEDIFF"})
    void overwritesTheStateOfTheBlockAndWhatIsBehindIt(TransformerEngine engine) {
        TransformerStudent network = network(engine);
        int width = network.hidden();
        List<Integer> blocks = List.of(0, 1, 2);
        InterchangeTeacher teacher = new InterchangeTeacher(network, OWN, OWN, blocks);
        Answers plain = teacher.answer(TEXTS, Optional.empty());
        float[] own = plain.states().orElseThrow()[BASE];
        float[] others = plain.states().orElseThrow()[SOURCE];
        for (Columns columns : List.of(Columns.all(width), new Columns(2, 5))) {
            for (int block : blocks) {
                Answers found = teacher.answer(TEXTS, Optional.of(interchange(block, columns)));
                float[] states = found.states().orElseThrow()[BASE];
                int from = block * width;
                float[] expected = own.clone();
                System.arraycopy(
                        others, from + columns.from(), expected, from + columns.from(), columns.to() - columns.from());
                assertThat(Arrays.copyOf(states, from + width))
                        .containsExactly(Arrays.copyOf(expected, from + width), within(1e-6f));
                if (block < 2) {
                    assertThat(Arrays.copyOfRange(states, 2 * width, 3 * width))
                            .isNotEqualTo(Arrays.copyOfRange(own, 2 * width, 3 * width));
                } else if (columns.equals(Columns.all(width))) {
                    assertThat(found.logits()[BASE]).containsExactly(plain.logits()[SOURCE], within(1e-6f));
                }
                for (int record = 1; record < TEXTS.length; record++) {
                    assertThat(found.states().orElseThrow()[record])
                            .containsExactly(plain.states().orElseThrow()[record], within(1e-6f));
                }
            }
        }
    }

    @Test
    void answersAlikeOnBothEngines() {
        List<Integer> blocks = List.of(0, 1, 2);
        InterchangeTeacher engine = new InterchangeTeacher(network(TransformerEngine.ENCODER), OWN, OWN, blocks);
        InterchangeTeacher graph = new InterchangeTeacher(network(TransformerEngine.SAMEDIFF), OWN, OWN, blocks);
        assertThat(graph.fingerprint()).isEqualTo(engine.fingerprint());
        for (int block : blocks) {
            List<Exchange> exchanges = List.of(
                    new Exchange(0, 3, new int[] {1, 4}, new int[] {6, 2}),
                    Exchange.ofSpans(1, 0, 0, 0, 3),
                    Exchange.ofSpans(3, 1, 2, 0, 2));
            Interchange interchange =
                    new Interchange(block, Columns.ofHeads(1, 2, engine.heads(), engine.hidden()), exchanges);
            Answers expected = engine.answer(TEXTS, Optional.of(interchange));
            Answers found = graph.answer(TEXTS, Optional.of(interchange));
            for (int record = 0; record < TEXTS.length; record++) {
                assertThat(found.logits()[record]).containsExactly(expected.logits()[record], within(1e-5f));
                assertThat(found.states().orElseThrow()[record])
                        .containsExactly(expected.states().orElseThrow()[record], within(1e-5f));
            }
        }
    }

    /** More than are computed at a time elsewhere: an intervention is within its batch. */
    @Test
    void answersLargeBatches() {
        InterchangeTeacher teacher = new InterchangeTeacher(network(TransformerEngine.ENCODER), OWN, OWN, List.of(1));
        int[][] texts = IntStream.range(0, 300).mapToObj(i -> TEXTS[i % 4]).toArray(int[][]::new);
        Exchange far = Exchange.ofSpans(296, 0, 3, 0, 2);
        Interchange interchange = new Interchange(1, Columns.all(teacher.hidden()), List.of(far));
        Answers found = teacher.answer(texts, Optional.of(interchange));
        Answers near = teacher.answer(TEXTS, Optional.of(interchange(1, Columns.all(teacher.hidden()))));
        assertThat(found.logits()).hasDimensions(300, 3);
        assertThat(found.logits()[296]).containsExactly(near.logits()[BASE], within(1e-5f));
        assertThat(found.states().orElseThrow()[296])
                .containsExactly(near.states().orElseThrow()[BASE], within(1e-5f));
    }

    @Test
    void whatChangesTheAnswersChangesTheFingerprint() {
        TransformerStudent network = network(TransformerEngine.ENCODER);
        HashSet<String> fingerprints = new HashSet<>();
        fingerprints.add(new InterchangeTeacher(network, OWN, OWN, List.of()).fingerprint());
        fingerprints.add(new InterchangeTeacher(network, OWN, OWN, List.of(1)).fingerprint());
        fingerprints.add(new InterchangeTeacher(network, OWN, OWN, List.of(1, 2)).fingerprint());
        fingerprints.add(new InterchangeTeacher(network, OWN, List.of("b", "a", "c"), List.of()).fingerprint());
        float[] gain = network.vector().get("embeddings.norm.gain");
        gain[0] += 1;
        network.vector().set("embeddings.norm.gain", gain);
        fingerprints.add(new InterchangeTeacher(network, OWN, OWN, List.of()).fingerprint());
        assertThat(fingerprints).hasSize(5);
    }

    @Test
    void refusesOtherLabelsBlocksAndTexts() {
        TransformerStudent network = network(TransformerEngine.ENCODER);
        for (List<String> labels : List.of(List.of("a", "b"), List.of("a", "b", "d"), List.of("a", "b", "b"))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new InterchangeTeacher(network, OWN, labels, List.of()))
                    .withMessage("labels: found " + labels + ", expected [a, b, c] in any order");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new InterchangeTeacher(network, OWN, OWN, List.of(3)))
                .withMessageContaining("[3] of 2");
        InterchangeTeacher teacher = new InterchangeTeacher(network, OWN, OWN, List.of(1));
        Optional<Interchange> third = Optional.of(interchange(3, Columns.all(teacher.hidden())));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> teacher.answer(TEXTS, third))
                .withMessageContaining("found layer 3, expected 0 to 2");
        Optional<Interchange> wide = Optional.of(interchange(1, Columns.all(teacher.hidden() + 1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> teacher.answer(TEXTS, wide))
                .withMessageContaining("the width of the states");
        for (int[] text : new int[][] {{160}, new int[41]}) {
            int[][] texts = {TEXTS[0], text};
            Interchange none = new Interchange(1, Columns.all(1), List.of());
            assertThatIllegalArgumentException().isThrownBy(() -> teacher.answer(texts, Optional.of(none)));
            assertThatIllegalArgumentException().isThrownBy(() -> teacher.answer(texts, Optional.empty()));
        }
    }

    /** The base's first two tokens by the source's. */
    private static Interchange interchange(int block, Columns columns) {
        return new Interchange(block, columns, List.of(Exchange.ofSpans(BASE, 0, SOURCE, 0, 2)));
    }
}
