package org.kd4j.models.annotator;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.kd4j.core.annotation.Annotations;
import org.kd4j.core.annotation.Annotators;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.evaluation.Probabilities;
import org.kd4j.core.objective.IndividualLabels;
import org.kd4j.core.objective.Objective;
import org.kd4j.core.training.ParameterPart;
import org.kd4j.core.training.Pass;
import org.kd4j.core.training.TouchedRows;
import org.kd4j.models.head.Head;

/**
 * A head that answers for individual annotators, and learns their labels: the vectors of a batch are expanded to pairs of
 * item and annotator only here. Its plain logits are the logarithm of the mean of all known annotators' probabilities.
 */
final class AnnotatorHead implements Head {
    /** Pairs that are answered at a time, but for those of a single item. */
    private static final int CHUNK = 4_096;

    private final AnnotatorSettings settings;
    private final PairHead pairs;
    private final List<int[]> known;
    private final int width;

    /** @param width of the vectors */
    AnnotatorHead(AnnotatorSettings settings, int width, int offset) {
        this.settings = settings;
        this.width = width;
        this.pairs = settings.head(width, offset);
        this.known = pairs.attributeRows(settings.annotators());
    }

    @Override
    public List<ParameterPart> parts() {
        return pairs.parts();
    }

    @Override
    public void check(Batch batch, int[] rows, Objective objective) {
        if (!(objective instanceof IndividualLabels)) {
            throw new IllegalArgumentException(
                    "objective: found " + objective + ", expected the labels of individual annotators");
        }
        for (int row : rows) {
            requireLabels(batch.annotations(), row);
        }
    }

    private void requireLabels(Annotations annotations, int row) {
        int[] labels = annotations.labels()[row];
        if (labels.length == 0) {
            throw new IllegalArgumentException("annotations: found no label of a record, expected one or more");
        }
        for (int i = 0; i < labels.length; i++) {
            int annotator = annotations.annotators()[row][i];
            if (labels[i] < 0
                    || labels[i] >= settings.classes()
                    || annotator >= settings.annotators().size()) {
                throw new IllegalArgumentException("annotations: found the label " + labels[i] + " of annotator "
                        + annotator + ", expected 0 to " + (settings.classes() - 1) + " of 0 to "
                        + (settings.annotators().size() - 1));
            }
        }
    }

    @Override
    public void initialise(FloatBuffer parameters, SplittableRandom random) {
        pairs.initialise(parameters, random);
    }

    @Override
    public float[][] logits(FloatBuffer parameters, float[] pooled) {
        int[] everybody = IntStream.range(1, settings.annotators().size()).toArray();
        int[][] asked = new int[pooled.length / width][];
        Arrays.fill(asked, everybody.length == 0 ? new int[] {Annotators.UNKNOWN} : everybody);
        float[][][] each = logits(parameters, pooled, asked, settings.annotators());
        return Arrays.stream(each).map(Probabilities::together).toArray(float[][]::new);
    }

    /**
     * Answers for individual annotators.
     *
     * @param pooled [items, width]
     * @param annotators whom to ask about each item, numbers of people
     * @param people who are recognised by their names, and strangers by their attributes
     * @return [items][annotators of the item][classes]
     */
    float[][][] logits(FloatBuffer parameters, float[] pooled, int[][] annotators, Annotators people) {
        int[] ids = settings.annotators().numbersOf(people);
        Question question = new Question(pooled, annotators, ids, pairs.attributeRows(people));
        float[][][] logits = new float[annotators.length][][];
        for (int from = 0; from < annotators.length; ) {
            int to = from + 1;
            int count = annotators[from].length;
            while (to < annotators.length && count + annotators[to].length <= CHUNK) {
                count += annotators[to++].length;
            }
            answer(parameters, question, from, to, logits);
            from = to;
        }
        if (!settings.answersForStrangers()) {
            answerForStrangers(parameters, question, logits);
        }
        return logits;
    }

    /**
     * Whom to ask about which item.
     *
     * @param pooled [items, width]
     * @param annotators of each item, numbers of people
     * @param ids by which the model knows each of these people
     * @param attributes rows of each of these people's
     */
    private record Question(float[] pooled, int[][] annotators, int[] ids, List<int[]> attributes) {
        /** About some of the items, which are counted from the first of them. */
        Asked some(int from, int to) {
            int[][] some = Arrays.copyOfRange(annotators, from, to);
            int[] people = Arrays.stream(some).flatMapToInt(Arrays::stream).toArray();
            int[] items = IntStream.range(0, some.length)
                    .flatMap(item -> IntStream.generate(() -> item).limit(some[item].length))
                    .toArray();
            int[] told = Arrays.stream(people).map(person -> ids[person]).toArray();
            return Asked.of(items, told, people, attributes);
        }

        boolean isOfStranger(int item, int place) {
            return ids[annotators[item][place]] == Annotators.UNKNOWN;
        }
    }

    /** Where nobody's labels were learned as a stranger's, strangers say what the known ones say together. */
    private void answerForStrangers(FloatBuffer parameters, Question question, float[][][] logits) {
        for (int item = 0; item < logits.length; item++) {
            float[] together = null;
            for (int i = 0; i < logits[item].length; i++) {
                if (question.isOfStranger(item, i)) {
                    together = together == null ? logits(parameters, vectors(question, item, item + 1))[0] : together;
                    logits[item][i] = together.clone();
                }
            }
        }
    }

    private float[] vectors(Question question, int from, int to) {
        return Arrays.copyOfRange(question.pooled(), from * width, to * width);
    }

    /** Those of some items, at once. */
    private void answer(FloatBuffer parameters, Question question, int from, int to, float[][][] logits) {
        float[] flat = pairs.apply(
                        parameters, null, vectors(question, from, to), question.some(from, to), Dropping.none())
                .y();
        int classes = settings.classes();
        for (int item = from, pair = 0; item < to; item++) {
            logits[item] = new float[question.annotators()[item].length][];
            for (int i = 0; i < logits[item].length; i++, pair++) {
                logits[item][i] = Arrays.copyOfRange(flat, pair * classes, (pair + 1) * classes);
            }
        }
    }

    @Override
    public Way learn(
            FloatBuffer parameters,
            FloatBuffer gradient,
            float[] pooled,
            Pass pass,
            double dropout,
            SplittableRandom random) {
        Annotations given = pass.batch().annotations();
        Asked asked = asked(given, random);
        Applied answers = pairs.apply(parameters, gradient, pooled, asked, new Dropping(dropout, random));
        float[] back = new float[answers.y().length];
        double loss = 0;
        // What a label counts, so that the mean over the items is what the objective averages.
        IndividualLabels objective = (IndividualLabels) pass.objective();
        boolean items = objective.averaging() == IndividualLabels.Averaging.ITEMS;
        double ofLabel = (double) given.size() / given.count();
        for (int item = 0, pair = 0; item < given.size(); item++) {
            int[] labels = given.labels()[item];
            for (int i = 0; i < labels.length; i++) {
                double weight = objective.weights().of(given.annotators()[item][i], labels[i])
                        * (items ? 1.0 / labels.length : ofLabel);
                loss += weight * learn(answers.y(), back, pair++, labels[i], pass, weight);
            }
        }
        return new Way(loss, answers.back().apply(back));
    }

    private double learn(float[] logits, float[] back, int pair, int label, Pass pass, double weight) {
        int classes = settings.classes();
        double[] one = new double[classes];
        double[] way = new double[classes];
        double[] terms = new double[1];
        for (int c = 0; c < classes; c++) {
            one[c] = logits[pair * classes + c];
        }
        double loss = pass.objective().loss(one, null, label, way, terms);
        for (int c = 0; c < classes; c++) {
            back[pair * classes + c] = (float) (pass.scale() * weight * way[c]);
        }
        pass.terms()[0] += weight * terms[0];
        return loss;
    }

    private Asked asked(Annotations given, SplittableRandom random) {
        int count = given.count();
        int[] items = new int[count];
        int[] ids = new int[count];
        int[] people = new int[count];
        for (int item = 0, pair = 0; item < given.size(); item++) {
            for (int annotator : given.annotators()[item]) {
                boolean hidden = settings.unknownShare() > 0 && random.nextDouble() < settings.unknownShare();
                boolean whole = hidden && random.nextBoolean();
                items[pair] = item;
                ids[pair] = hidden ? Annotators.UNKNOWN : annotator;
                people[pair++] = whole ? Annotators.UNKNOWN : annotator;
            }
        }
        return Asked.of(items, ids, people, known);
    }

    @Override
    public void touch(Batch batch, TouchedRows touched) {
        for (ParameterPart part : parts()) {
            if (part.kind() == ParameterPart.Kind.EMBEDDING) {
                touch(part, batch.annotations(), touched);
            }
        }
    }

    /** Tables of attributes are so small that all their rows may move. */
    private void touch(ParameterPart part, Annotations given, TouchedRows touched) {
        if (part.rows() != settings.annotators().size()) {
            IntStream.range(0, part.rows()).forEach(row -> touched.add(part.name(), row));
            return;
        }
        touched.add(part.name(), Annotators.UNKNOWN);
        for (int[] annotators : given.annotators()) {
            for (int annotator : annotators) {
                touched.add(part.name(), annotator);
            }
        }
    }
}
