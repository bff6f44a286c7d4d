package org.kd4j.models.student;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.kd4j.core.encoder.Dropout;
import org.kd4j.core.encoder.DropoutFactors;
import org.kd4j.core.encoder.EncoderShape;
import org.kd4j.core.interchange.Overwriting;
import org.kd4j.models.head.Pooling;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The placeholders of {@link TransformerSameDiff}.
 *
 * @param intervening whether the graph can overwrite states
 */
record TransformerInputs(TransformerSettings settings, boolean intervening) {
    /** Its power is 0 beside that of any score; more makes M2.1's softmax NaN. */
    private static final float FAR = -1e9f;

    /** What dropout draws a block's factors from. */
    @FunctionalInterface
    private interface Streams {
        /** @param block 0 for the embeddings */
        DropoutFactors of(int block);
    }

    /** Where nothing is dropped. */
    Map<String, INDArray> of(EncoderTokens tokens) {
        return of(tokens, Optional.empty());
    }

    /** The same with an intervention, if there is one, within these tokens. */
    Map<String, INDArray> of(EncoderTokens tokens, Optional<Overwriting> overwriting) {
        Map<String, INDArray> inputs = common(tokens);
        overwrite(inputs, tokens, overwriting);
        if (settings.dropout() > 0) {
            drop(inputs, "embeddings", Nd4j.ones(DataType.FLOAT, 1, 1));
            for (int block = 1; block <= settings.encoder().layers(); block++) {
                String place = "block." + block + ".";
                drop(inputs, place + "attention", Nd4j.ones(DataType.FLOAT, 1, 1, 1, 1));
                drop(inputs, place + "attention_output", Nd4j.ones(DataType.FLOAT, 1, 1));
                drop(inputs, place + "feed_forward_output", Nd4j.ones(DataType.FLOAT, 1, 1));
            }
            drop(inputs, "head", Nd4j.ones(DataType.FLOAT, 1, 1));
        }
        return inputs;
    }

    /**
     * Of a training pass: what is dropped is what the CPU engine drops.
     *
     * @param stream number from which the encoder's dropout is drawn
     * @param head from where the head's is drawn
     */
    Map<String, INDArray> of(EncoderTokens tokens, long stream, SplittableRandom head) {
        DropoutFactors drawn = factors(tokens, stream);
        return of(tokens, Optional.empty(), block -> drawn, head);
    }

    /**
     * The same of the counterfactual pass of an intervention.
     *
     * @param below what the pass that is intervened on draws its dropout from, to the overwritten state
     * @param above from where that of the blocks behind it is drawn
     */
    Map<String, INDArray> of(
            EncoderTokens tokens, Overwriting overwriting, long below, long above, SplittableRandom head) {
        DropoutFactors first = factors(tokens, below);
        DropoutFactors then = factors(tokens, above);
        return of(tokens, Optional.of(overwriting), block -> block <= overwriting.layer() ? first : then, head);
    }

    private DropoutFactors factors(EncoderTokens tokens, long stream) {
        return new DropoutFactors(settings.encoder(), tokens.input(), Dropout.of(settings.dropout()), stream);
    }

    private Map<String, INDArray> of(
            EncoderTokens tokens, Optional<Overwriting> overwriting, Streams streams, SplittableRandom head) {
        if (settings.dropout() == 0) {
            return of(tokens, overwriting);
        }
        Map<String, INDArray> inputs = common(tokens);
        overwrite(inputs, tokens, overwriting);
        EncoderShape shape = settings.encoder();
        int records = tokens.records();
        int length = tokens.length();
        drop(inputs, "embeddings", matrix(streams.of(0).embeddings(), records * length));
        for (int block = 1; block <= shape.layers(); block++) {
            String place = "block." + block + ".";
            DropoutFactors drawn = streams.of(block);
            float[] attention = drawn.attention(block);
            drop(inputs, place + "attention", array(attention, records, shape.heads(), length, length));
            drop(inputs, place + "attention_output", matrix(drawn.attentionOutput(block), records * length));
            drop(inputs, place + "feed_forward_output", matrix(drawn.feedForwardOutput(block), records * length));
        }
        Features features = Features.of(records, shape.hidden());
        features.drop(settings.dropout(), head);
        drop(inputs, "head", matrix(features.gradients(), records));
        return inputs;
    }

    private static void drop(Map<String, INDArray> inputs, String place, INDArray factors) {
        inputs.put(TransformerSameDiff.factors(place), factors);
    }

    private void overwrite(Map<String, INDArray> inputs, EncoderTokens tokens, Optional<Overwriting> overwriting) {
        if (!intervening) {
            return;
        }
        long[] sources =
                LongStream.range(0, (long) tokens.records() * tokens.length()).toArray();
        float[] overwritten = new float[sources.length];
        overwriting.ifPresent(swap -> {
            int[] bases = swap.baseRows();
            int[] from = swap.sourceRows();
            for (int i = 0; i < bases.length; i++) {
                sources[bases[i]] = from[i];
                overwritten[bases[i]] = 1f;
            }
        });
        inputs.put(TransformerSameDiff.SOURCES, Nd4j.createFromArray(sources));
        inputs.put(TransformerSameDiff.OVERWRITTEN, matrix(overwritten, overwritten.length));
        for (int block = 0; block <= settings.encoder().layers(); block++) {
            float[] columns = new float[settings.encoder().hidden()];
            int layer = block;
            overwriting
                    .filter(swap -> swap.layer() == layer)
                    .map(Overwriting::columns)
                    .ifPresent(range -> Arrays.fill(columns, range.from(), range.to(), 1f));
            inputs.put(TransformerSameDiff.columns(block), matrix(columns, 1));
        }
    }

    private Map<String, INDArray> common(EncoderTokens tokens) {
        EncoderShape shape = settings.encoder();
        int records = tokens.records();
        int length = tokens.length();
        float[] padding = new float[records * length];
        long[] words = new long[records * length];
        long[] positions = new long[records * length];
        for (int record = 0; record < records; record++) {
            int[] places = shape.embeddings().rule().rows(tokens.ids()[record]);
            for (int i = 0; i < length; i++) {
                int row = record * length + i;
                boolean token = tokens.mask()[record][i] != 0;
                padding[row] = token ? 0f : FAR;
                words[row] = tokens.ids()[record][i];
                positions[row] = token ? places[i] : 0;
            }
        }
        Map<String, INDArray> inputs = new HashMap<>();
        inputs.put(TransformerSameDiff.WORD_IDS, Nd4j.createFromArray(words));
        if (shape.embeddings().positions() > 0) {
            inputs.put(TransformerSameDiff.POSITION_IDS, Nd4j.createFromArray(positions));
        }
        if (shape.embeddings().types() > 0) {
            inputs.put(TransformerSameDiff.TYPE_IDS, Nd4j.createFromArray(new long[words.length]));
        }
        long size = shape.hidden() / shape.heads();
        inputs.put(TransformerSameDiff.HEADS, Nd4j.createFromArray(records, length, 3L, shape.heads(), size));
        inputs.put(TransformerSameDiff.PADDING, array(padding, records, 1, 1, length));
        inputs.put(TransformerSameDiff.POOLING, matrix(tokens.weights(settings.pooling()), records));
        inputs.put(TransformerSameDiff.FIRST, matrix(tokens.weights(Pooling.CLS), records));
        return inputs;
    }

    private static INDArray matrix(float[] values, int rows) {
        return array(values, rows, values.length / rows);
    }

    /** Made with its shape: what is reshaped later may count as a view, which cannot be freed. */
    private static INDArray array(float[] values, long... shape) {
        return Nd4j.create(values, shape, 'c');
    }
}
