package org.kd4j.models.annotator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kd4j.core.annotation.Annotators;
import org.kd4j.core.training.ParameterPart;
import org.kd4j.models.head.HeadKind;

/** What must hold of any head that answers for individual annotators, with random weights. */
class PairHeadPropertiesTest {
    private static final int WIDTH = 6;
    private static final int CLASSES = 3;
    private static final int SIZE = 4;
    private static final Annotators PEOPLE =
            new Annotators(List.of("a", "b", "c", "d"), Map.of("age", List.of("old", "old", "young", "")));

    /** Two labels of the first item, three of the second, one of the third. */
    private static final int[] ITEMS = {0, 0, 1, 1, 1, 2};

    private static final int[] IDS = {1, 3, 2, 4, 0, 3};

    static Stream<PairHead> heads() {
        return Stream.of(
                new HeadTable(PEOPLE.size(), WIDTH, CLASSES, 0),
                shared(true, List.of("age"), new CombinerSettings.FeedForward(2)),
                shared(false, List.of("age"), new CombinerSettings.FeedForward(1)),
                shared(true, List.of(), new CombinerSettings.DeepCross(2, 2, 0, CombinerSettings.Form.STACKED)),
                shared(true, List.of(), new CombinerSettings.DeepCross(2, 1, 2, CombinerSettings.Form.PARALLEL)),
                new PooledHead(
                        new PoolerSettings(5, HeadKind.TANH, 0),
                        WIDTH,
                        0,
                        (width, offset) -> new HeadTable(PEOPLE.size(), width, CLASSES, offset)));
    }

    private static Recommender shared(boolean ids, List<String> attributes, CombinerSettings combiner) {
        return new Recommender(new RecommenderSettings(SIZE, ids, attributes, 1, combiner), PEOPLE, WIDTH, CLASSES, 0);
    }

    private static int length(PairHead head) {
        return head.parts().stream().mapToInt(ParameterPart::length).sum();
    }

    private static FloatBuffer weights(PairHead head) {
        SplittableRandom random = new SplittableRandom(5);
        return FloatBuffer.wrap(normal(random, length(head)));
    }

    private static float[] normal(SplittableRandom random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (0.5 * random.nextGaussian());
        }
        return values;
    }

    private static float[] vectors() {
        return normal(new SplittableRandom(6), 3 * WIDTH);
    }

    private static Asked asked(PairHead head, int[] items, int[] ids) {
        return Asked.of(items, ids, ids, head.attributeRows(PEOPLE));
    }

    private static int[] without(int[] values, int place) {
        int[] some = Arrays.copyOf(values, values.length - 1);
        System.arraycopy(values, place + 1, some, place, some.length - place);
        return some;
    }

    /** A pair of which nothing is learned is as if it were not there. */
    @ParameterizedTest
    @MethodSource("heads")
    void aMaskedPairLeavesEveryGradientAsItWas(PairHead head) {
        int masked = 3;
        float[] upstream = normal(new SplittableRandom(7), ITEMS.length * CLASSES);
        Arrays.fill(upstream, masked * CLASSES, (masked + 1) * CLASSES, 0f);
        float[] others = new float[upstream.length - CLASSES];
        System.arraycopy(upstream, 0, others, 0, masked * CLASSES);
        System.arraycopy(upstream, (masked + 1) * CLASSES, others, masked * CLASSES, others.length - masked * CLASSES);

        FloatBuffer some = FloatBuffer.allocate(length(head));
        float[] ofItems = head.apply(weights(head), some, vectors(), asked(head, ITEMS, IDS), Dropping.none())
                .back()
                .apply(upstream);
        FloatBuffer same = FloatBuffer.allocate(length(head));
        float[] expected = head.apply(
                        weights(head),
                        same,
                        vectors(),
                        asked(head, without(ITEMS, masked), without(IDS, masked)),
                        Dropping.none())
                .back()
                .apply(others);

        assertThat(ofItems).containsExactly(expected, within(1e-6f));
        assertThat(some.array()).containsExactly(same.array(), within(1e-6f));
        assertThat(some.array()).isNotEqualTo(new float[length(head)]);
    }

    /** Two that have the same rows in all tables, and of whom the same is known. */
    @ParameterizedTest
    @MethodSource("heads")
    void identicalAnnotatorsGiveIdenticalRows(PairHead head) {
        FloatBuffer weights = weights(head);
        for (ParameterPart part : head.parts()) {
            if (part.rows() == PEOPLE.size()) {
                float[] row = new float[part.width()];
                weights.get(part.offset() + part.width(), row);
                weights.put(part.offset() + 2 * part.width(), row);
            }
        }
        float[] rows = head.apply(
                        weights,
                        null,
                        vectors(),
                        asked(head, new int[] {1, 1, 1}, new int[] {1, 2, 3}),
                        Dropping.none())
                .y();
        assertThat(Arrays.copyOfRange(rows, CLASSES, 2 * CLASSES)).containsExactly(Arrays.copyOf(rows, CLASSES));
        assertThat(Arrays.copyOfRange(rows, 2 * CLASSES, 3 * CLASSES)).isNotEqualTo(Arrays.copyOf(rows, CLASSES));
    }

    /** The slope of Σ upstream · logits, over all pairs of an item. */
    @ParameterizedTest
    @MethodSource("heads")
    void anItemsGradientIsTheSumOverItsPairs(PairHead head) {
        float[] upstream = normal(new SplittableRandom(8), ITEMS.length * CLASSES);
        FloatBuffer weights = weights(head);
        Asked asked = asked(head, ITEMS, IDS);
        float[] gradient = head.apply(weights, FloatBuffer.allocate(length(head)), vectors(), asked, Dropping.none())
                .back()
                .apply(upstream);
        float step = 1e-3f;
        for (int i = 0; i < gradient.length; i++) {
            float[] up = vectors();
            float[] down = vectors();
            up[i] += step;
            down[i] -= step;
            double slope = (loss(head, weights, up, asked, upstream) - loss(head, weights, down, asked, upstream))
                    / (2 * step);
            assertThat((double) gradient[i]).isCloseTo(slope, within(2e-3));
        }
    }

    private static double loss(PairHead head, FloatBuffer weights, float[] vectors, Asked asked, float[] upstream) {
        float[] logits =
                head.apply(weights, null, vectors, asked, Dropping.none()).y();
        double sum = 0;
        for (int i = 0; i < logits.length; i++) {
            sum += (double) logits[i] * upstream[i];
        }
        return sum;
    }

    @Test
    void aTableOfHeadsIsALoopOverHeads() {
        PairHead head = new HeadTable(PEOPLE.size(), WIDTH, CLASSES, 0);
        FloatBuffer weights = weights(head);
        float[] vectors = vectors();
        float[] found = head.apply(weights, null, vectors, asked(head, ITEMS, IDS), Dropping.none())
                .y();
        int biases = PEOPLE.size() * CLASSES * WIDTH;
        for (int pair = 0; pair < ITEMS.length; pair++) {
            for (int c = 0; c < CLASSES; c++) {
                int one = IDS[pair] * CLASSES + c;
                double logit = weights.get(biases + one);
                for (int i = 0; i < WIDTH; i++) {
                    logit += (double) weights.get(one * WIDTH + i) * vectors[ITEMS[pair] * WIDTH + i];
                }
                assertThat((double) found[pair * CLASSES + c]).isCloseTo(logit, within(1e-5));
            }
        }
    }

    /** Cross layers of zeros leave the layers behind them, which alone are a feed-forward combiner. */
    @Test
    void aDeepCrossNetworkWithoutCrossWeightsIsItsLayers() {
        PairHead crossed =
                shared(true, List.of("age"), new CombinerSettings.DeepCross(3, 2, 0, CombinerSettings.Form.STACKED));
        PairHead plain = shared(true, List.of("age"), new CombinerSettings.FeedForward(2));
        FloatBuffer ofCrossed = weights(crossed);
        FloatBuffer ofPlain = FloatBuffer.allocate(length(plain));
        for (ParameterPart part : crossed.parts()) {
            if (part.name().startsWith("recommender.combiner.cross")) {
                ofCrossed.put(part.offset(), new float[part.length()]);
                continue;
            }
            String name = part.name().replace("combiner.deep", "combiner");
            ParameterPart same = plain.parts().stream()
                    .filter(other -> other.name().equals(name))
                    .findFirst()
                    .orElseThrow();
            float[] values = new float[part.length()];
            ofCrossed.get(part.offset(), values);
            ofPlain.put(same.offset(), values);
        }
        float[] found = crossed.apply(ofCrossed, null, vectors(), asked(crossed, ITEMS, IDS), Dropping.none())
                .y();
        assertThat(found)
                .containsExactly(
                        plain.apply(ofPlain, null, vectors(), asked(plain, ITEMS, IDS), Dropping.none())
                                .y(),
                        within(1e-6f));
    }
}
