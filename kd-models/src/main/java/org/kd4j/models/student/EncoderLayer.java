package org.kd4j.models.student;

import java.util.Collection;
import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.kd4j.core.encoder.Activation;
import org.kd4j.core.encoder.Dropout;
import org.kd4j.core.encoder.EmbeddingShape;
import org.kd4j.core.encoder.EncoderShape;
import org.kd4j.core.encoder.PositionRule;
import org.kd4j.models.head.Pooling;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * A BERT-family encoder as a layer of DL4J, on kd4j's CPU engine: from ids [batch, 1, tokens], int or float, to one
 * vector a text, [batch, hidden]. A token is what has another id than padding, and a mask that is not 0 where there is
 * one. Parameters are named as {@link org.kd4j.core.encoder.EncoderLayout} does. A network with such a layer is loaded
 * where kd-models is on the class path.
 *
 * <p>Its fields are what a file says of it.
 */
public final class EncoderLayer extends BaseLayer {
    private static final long serialVersionUID = 1L;
    private static final int FROM_START = -1;

    @JsonProperty
    private int vocabulary;

    @JsonProperty
    private int positions;

    @JsonProperty
    private int positionsBehind = FROM_START;

    @JsonProperty
    private int types;

    @JsonProperty
    private int embeddingWidth;

    @JsonProperty
    private boolean projected;

    @JsonProperty
    private int hidden;

    @JsonProperty
    private int heads;

    @JsonProperty
    private int intermediate;

    @JsonProperty
    private int layers;

    @JsonProperty
    private boolean shared;

    @JsonProperty
    private Activation inside;

    @JsonProperty
    private float epsilon;

    @JsonProperty
    private int paddingId;

    @JsonProperty
    private Pooling pooling;

    @JsonProperty
    private double dropout;

    /** For DL4J, which sets the fields of what it reads. */
    EncoderLayer() {}

    private EncoderLayer(Builder builder) {
        super(builder);
        EncoderShape shape = builder.settings.encoder();
        vocabulary = shape.embeddings().vocabulary();
        positions = shape.embeddings().positions();
        positionsBehind = shape.embeddings().rule() instanceof PositionRule.BehindPadding behind
                ? behind.paddingId()
                : FROM_START;
        types = shape.embeddings().types();
        embeddingWidth = shape.embeddings().width();
        projected = shape.embeddings().projected();
        hidden = shape.hidden();
        heads = shape.heads();
        intermediate = shape.intermediate();
        layers = shape.layers();
        shared = shape.shared();
        inside = shape.activation();
        epsilon = shape.epsilon();
        paddingId = builder.settings.task().paddingId();
        pooling = builder.settings.pooling();
        dropout = builder.settings.dropout();
    }

    /** Makes a layer of the encoder that settings describe; their head is left out. */
    public static final class Builder extends BaseLayer.Builder<Builder> {
        private final TransformerSettings settings;

        public Builder(TransformerSettings settings) {
            this.settings = settings;
        }

        @Override
        @SuppressWarnings("unchecked") // as DL4J declares it
        public <E extends org.deeplearning4j.nn.conf.layers.Layer> E build() {
            return (E) new EncoderLayer(this);
        }
    }

    /** Whether the engine, which is on the CPU, cannot reach the memory of ND4J's arrays. */
    static boolean copies() {
        return !Nd4j.getEnvironment().isCPU();
    }

    EncoderShape shape() {
        PositionRule rule = positionsBehind == FROM_START
                ? new PositionRule.FromStart()
                : new PositionRule.BehindPadding(positionsBehind);
        EmbeddingShape embeddings = new EmbeddingShape(vocabulary, positions, rule, types, embeddingWidth, projected);
        return new EncoderShape(embeddings, hidden, heads, intermediate, layers, shared, inside, epsilon);
    }

    /** Everything that its answers depend on but the weights. */
    String function() {
        return shape() + ", padding " + paddingId + ", pooling " + pooling;
    }

    Pooling pooling() {
        return pooling;
    }

    int paddingId() {
        return paddingId;
    }

    Dropout shares() {
        return Dropout.of(dropout);
    }

    @Override
    public Layer instantiate(
            NeuralNetConfiguration conf,
            Collection<TrainingListener> listeners,
            int index,
            INDArray parameters,
            boolean initialize,
            DataType type) {
        RunningEncoderLayer layer = new RunningEncoderLayer(conf, type, copies());
        layer.setListeners(listeners);
        layer.setIndex(index);
        layer.setParamsViewArray(parameters);
        layer.setParamTable(initializer().init(conf, parameters, initialize));
        layer.setConf(conf);
        return layer;
    }

    @Override
    public ParamInitializer initializer() {
        return new EncoderLayerParameters();
    }

    @Override
    public InputType getOutputType(int index, InputType input) {
        return InputType.feedForward(hidden);
    }

    @Override
    public void setNIn(InputType input, boolean override) {
        // The vocabulary is not the input's size.
    }

    @Override
    public InputPreProcessor getPreProcessorForInputType(InputType input) {
        return null;
    }

    @Override
    public List<Regularization> getRegularizationByParam(String name) {
        return initializer().isWeightParam(this, name) ? regularization : regularizationBias;
    }

    @Override
    public boolean isPretrainParam(String name) {
        return false;
    }

    @Override
    public LayerMemoryReport getMemoryReport(InputType input) {
        long parameters = initializer().numParams(this);
        return new LayerMemoryReport.Builder(getLayerName(), EncoderLayer.class, input, getOutputType(-1, input))
                .standardMemory(parameters, getIUpdater().stateSize(parameters))
                .workingMemory(0, 0, 0, hidden)
                .cacheMemory(MemoryReport.CACHE_MODE_ALL_ZEROS, MemoryReport.CACHE_MODE_ALL_ZEROS)
                .build();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EncoderLayer layer
                && super.equals(other)
                && shape().equals(layer.shape())
                && paddingId == layer.paddingId
                && pooling == layer.pooling
                && dropout == layer.dropout;
    }

    @Override
    public int hashCode() {
        return 31 * super.hashCode() + shape().hashCode();
    }
}
