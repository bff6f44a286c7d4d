package org.kd4j.core.encoder;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.kd4j.core.encoder.Masks.Site;
import org.kd4j.core.interchange.Columns;
import org.kd4j.core.interchange.Interchange;
import org.kd4j.core.interchange.Overwriting;
import org.kd4j.core.samediff.GatherGradient;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The same encoder as a SameDiff graph in double, of operators whose values and gradients are right: what the engine that
 * trains must equal. Dropout's masks are constants of the graph.
 */
final class GraphEncoder {
    /** What a padded key's score is lowered by; more makes M2.1's softmax NaN in double. */
    private static final double FAR = 600;

    private final EncoderLayout layout;
    private final EncoderShape shape;
    private final EncoderInput input;
    private final Masks masks;
    private final DropoutFactors factors;
    private final SameDiff graph;
    private final Map<String, SDVariable> weights;
    private final List<SDVariable> states = new ArrayList<>();

    /** M2.1's gradients of this graph are wrong where all there is is one row: a single token gets a record of padding. */
    GraphEncoder(ParameterVector vector, EncoderInput given, Masks masks) {
        EncoderInput input = given.batch() * given.length() == 1 ? withPadding(given) : given;
        GatherGradient.install();
        this.layout = vector.layout();
        this.shape = layout.shape();
        this.graph = SameDiff.create();
        this.weights = new LinkedHashMap<>();
        this.input = input;
        this.masks = masks;
        this.factors = new DropoutFactors(shape, input, masks.rates(), masks.stream());
        for (String name : names(layout)) {
            EncoderParameter parameter = layout.parameter(name);
            weights.put(name, graph.var(name, matrix(vector.get(name), parameter.rows(), parameter.columns())));
        }
        states.add(embeddings());
        blocks(0);
    }

    private GraphEncoder(GraphEncoder base, Masks masks) {
        this.layout = base.layout;
        this.shape = base.shape;
        this.graph = base.graph;
        this.weights = base.weights;
        this.input = base.input;
        this.masks = masks;
        this.factors = new DropoutFactors(shape, input, masks.rates(), masks.stream());
    }

    private void blocks(int from) {
        for (int layer = from + 1; layer <= shape.layers(); layer++) {
            states.add(block(states.get(layer - 1), layer, layout.prefix(layer - 1)));
        }
    }

    /**
     * The same batch once more in the same graph, with a state that is overwritten by itself, and what becomes of it.
     *
     * @param masks of the blocks behind that state
     */
    GraphEncoder counterfactual(Interchange interchange, Masks masks) {
        GraphEncoder other = new GraphEncoder(this, masks);
        int layer = interchange.layer();
        Overwriting swap = Overwriting.of(interchange, input, input, shape.hidden());
        int rows = input.batch() * input.length();
        long[] read = LongStream.range(0, rows).toArray();
        double[] overwritten = new double[rows * shape.hidden()];
        for (int i = 0; i < swap.baseRows().length; i++) {
            int row = swap.baseRows()[i];
            read[row] = swap.sourceRows()[i];
            Columns columns = interchange.columns();
            Arrays.fill(overwritten, row * shape.hidden() + columns.from(), row * shape.hidden() + columns.to(), 1);
        }
        SDVariable share = constant(overwritten, rows, shape.hidden());
        SDVariable base = states.get(layer);
        SDVariable source = graph.gather(base, graph.constant(Nd4j.createFromArray(read)), 0);
        other.states.addAll(states.subList(0, layer));
        other.states.add(base.mul(share.rsub(1)).add(source.mul(share)));
        other.blocks(layer);
        return other;
    }

    private static EncoderInput withPadding(EncoderInput one) {
        long[][] ids = {one.ids()[0], {0}};
        long[][] mask = {{one.isToken(0, 0) ? 1 : 0}, {0}};
        long[][] types = {{one.type(0, 0)}, {0}};
        return new EncoderInput(ids, Optional.of(mask), Optional.of(types));
    }

    /** All weights by name, queries, keys and values apart. */
    static List<String> names(EncoderLayout layout) {
        List<String> names = new ArrayList<>();
        for (EncoderParameter parameter : layout.stored()) {
            if (parameter.name().contains("queryKeyValue")) {
                for (String part : List.of("query", "key", "value")) {
                    names.add(parameter.name().replace("queryKeyValue", part));
                }
            } else {
                names.add(parameter.name());
            }
        }
        return names;
    }

    private static INDArray matrix(float[] values, int rows, int columns) {
        double[] copy = new double[values.length];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = values[i];
        }
        return Nd4j.createFromArray(copy).reshape(rows, columns);
    }

    private SDVariable constant(double[] values, long... shape) {
        return graph.constant(Nd4j.createFromArray(values).reshape(shape));
    }

    private SDVariable embeddings() {
        int rows = input.batch() * input.length();
        long[] words = new long[rows];
        long[] positions = new long[rows];
        long[] types = new long[rows];
        for (int record = 0; record < input.batch(); record++) {
            int[] places = shape.embeddings().rule().rows(input.ids()[record]);
            for (int t = 0; t < input.length(); t++) {
                int row = record * input.length() + t;
                words[row] = input.ids()[record][t];
                positions[row] = places[t];
                types[row] = input.type(record, t);
            }
        }
        SDVariable sum = look(EncoderLayout.WORDS, words);
        if (shape.embeddings().positions() > 0) {
            sum = sum.add(look(EncoderLayout.POSITIONS, positions));
        }
        if (shape.embeddings().types() > 0) {
            sum = sum.add(look(EncoderLayout.TYPES, types));
        }
        SDVariable state = drop(norm(sum, EncoderLayout.EMBEDDING_NORM), Site.EMBEDDINGS, factors::embeddings);
        return shape.embeddings().projected() ? dense(state, EncoderLayout.PROJECTION) : state;
    }

    private SDVariable look(String table, long[] rows) {
        return graph.gather(weights.get(table), graph.constant(Nd4j.createFromArray(rows)), 0);
    }

    private SDVariable dense(SDVariable x, String name) {
        return x.mmul(weights.get(name + ".weight")).add(weights.get(name + ".bias"));
    }

    private SDVariable norm(SDVariable x, String name) {
        SDVariable centred = x.sub(x.mean(true, 1));
        SDVariable variance = centred.mul(centred).mean(true, 1);
        SDVariable normal = centred.div(graph.math().sqrt(variance.add(shape.epsilon())));
        return normal.mul(weights.get(name + ".gain")).add(weights.get(name + ".bias"));
    }

    private SDVariable block(SDVariable x, int layer, String prefix) {
        SDVariable attended = drop(
                dense(attention(x, layer, prefix), prefix + "output"),
                Site.ATTENTION_OUTPUT,
                () -> factors.attentionOutput(layer));
        SDVariable middle = norm(x.add(attended), prefix + "attentionNorm");
        SDVariable inner = activate(dense(middle, prefix + "up"));
        SDVariable fed =
                drop(dense(inner, prefix + "down"), Site.FEED_FORWARD_OUTPUT, () -> factors.feedForwardOutput(layer));
        return norm(middle.add(fed), prefix + "outputNorm");
    }

    private SDVariable activate(SDVariable x) {
        return switch (shape.activation()) {
            case GELU -> x.mul(0.5).mul(graph.math().erf(x.mul(Math.sqrt(0.5))).add(1.0));
            case GELU_TANH -> {
                SDVariable cube = x.mul(x).mul(x).mul(0.044715);
                SDVariable tanh = graph.math().tanh(x.add(cube).mul(Math.sqrt(2 / Math.PI)));
                yield x.mul(0.5).mul(tanh.add(1.0));
            }
            case RELU -> graph.nn().relu(x, 0);
        };
    }

    private SDVariable attention(SDVariable x, int layer, String prefix) {
        int size = shape.hidden() / shape.heads();
        SDVariable queries = heads(dense(x, prefix + "query")).permute(0, 2, 1, 3);
        SDVariable keys = heads(dense(x, prefix + "key")).permute(0, 2, 3, 1);
        SDVariable values = heads(dense(x, prefix + "value")).permute(0, 2, 1, 3);
        SDVariable scores = queries.mmul(keys).mul(1 / Math.sqrt(size)).add(padding());
        SDVariable probabilities = graph.nn().softmax(scores, 3);
        if (!masks.none(Site.ATTENTION)) {
            probabilities = probabilities.mul(constant(
                    doubles(factors.attention(layer)), input.batch(), shape.heads(), input.length(), input.length()));
        }
        return probabilities.mmul(values).permute(0, 2, 1, 3).reshape(input.batch() * input.length(), shape.hidden());
    }

    private SDVariable heads(SDVariable x) {
        return x.reshape(input.batch(), input.length(), shape.heads(), shape.hidden() / shape.heads());
    }

    private SDVariable padding() {
        double[] values = new double[input.batch() * input.length()];
        for (int i = 0; i < values.length; i++) {
            values[i] = input.isToken(i / input.length(), i % input.length()) ? 0 : -FAR;
        }
        return constant(values, input.batch(), 1, 1, input.length());
    }

    private SDVariable drop(SDVariable x, Site site, Supplier<float[]> factors) {
        return masks.none(site) ? x : x.mul(constant(doubles(factors.get()), input.batch() * input.length(), -1));
    }

    private static double[] doubles(float[] values) {
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
    }

    /** Gradients of Σ over layers and tokens of state · given, by name of the weight. */
    Map<String, double[]> gradients(Map<Integer, float[]> given) {
        return gradients(loss(given));
    }

    /** The same with the sum over another's states added. */
    Map<String, double[]> gradients(Map<Integer, float[]> given, GraphEncoder other, Map<Integer, float[]> others) {
        SDVariable both = other.loss(others);
        return gradients(given.isEmpty() ? both : loss(given).add(both));
    }

    private SDVariable loss(Map<Integer, float[]> given) {
        SDVariable loss = null;
        for (Map.Entry<Integer, float[]> one : given.entrySet()) {
            double[] factors = new double[input.batch() * input.length() * shape.hidden()];
            for (int i = 0; i < one.getValue().length; i++) {
                int place = i / shape.hidden();
                boolean token = input.isToken(place / input.length(), place % input.length());
                factors[i] = token ? one.getValue()[i] : 0;
            }
            SDVariable part = states.get(one.getKey())
                    .mul(constant(factors, input.batch() * input.length(), shape.hidden()))
                    .sum(false, 0, 1);
            loss = loss == null ? part : loss.add(part);
        }
        return loss;
    }

    private Map<String, double[]> gradients(SDVariable loss) {
        loss.markAsLoss();
        Map<String, INDArray> found = graph.calculateGradients(Map.of(), weights.keySet());
        Map<String, double[]> gradients = new HashMap<>();
        weights.keySet().forEach(name -> {
            INDArray gradient = found.get(name);
            gradients.put(
                    name,
                    gradient == null
                            ? new double[(int) weights.get(name).getArr().length()]
                            : gradient.dup('c').data().asDouble());
        });
        return gradients;
    }

    /** A hidden state [batch, sequence, hidden]; what padding has is meaningless. */
    double[] state(int layer) {
        INDArray value = graph.outputSingle(Map.of(), states.get(layer).name());
        return value.castTo(DataType.DOUBLE).dup('c').data().asDouble();
    }
}
