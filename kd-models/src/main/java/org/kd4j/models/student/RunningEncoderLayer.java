package org.kd4j.models.student;

import java.lang.ref.Cleaner;
import java.util.Map;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.kd4j.core.encoder.EncoderLayout;
import org.kd4j.core.encoder.EncoderPass;
import org.kd4j.core.encoder.Reading;
import org.kd4j.core.encoder.TrainableEncoder;
import org.kd4j.core.samediff.HostMemory;
import org.kd4j.core.seed.Seeds;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** An {@link EncoderLayer} at work, on DL4J's own vectors of parameters and gradients. */
final class RunningEncoderLayer extends BaseLayer<EncoderLayer> {
    private static final long serialVersionUID = 1L;

    /** DL4J never says that it is done with a layer; the engine's threads end when it is no longer reachable. */
    private static final Cleaner CLEANER = Cleaner.create();

    /** Whether the engine cannot reach the memory of DL4J's vectors. */
    private final boolean copies;

    private transient TrainableEncoder encoder;
    private transient EngineMemory weights;
    /** Of {@link #sums}, which is not DL4J's own vector: that one may be set between both ways of a pass. */
    private transient EngineMemory gradient;

    private transient INDArray sums;

    private transient Cleaner.Cleanable cleanable;
    private transient EncoderTokens tokens;
    private transient EncoderPass pass;

    RunningEncoderLayer(NeuralNetConfiguration conf, DataType type, boolean copies) {
        super(conf, type);
        this.copies = copies;
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        assertInputSet(false);
        endPass();
        tokens = tokens();
        makeEncoder();
        weights.fetch();
        float[] states = training ? remembered() : states();
        int hidden = layerConf().shape().hidden();
        float[] pooled = tokens.pool(layerConf().pooling(), states, hidden);
        return array(pooled, tokens.records(), hidden, workspaces);
    }

    private float[] states() {
        return encoder.hiddenStates(tokens.input(), encoder.layers()).get(0);
    }

    private float[] remembered() {
        pass = encoder.forward(
                tokens.input(), Seeds.derive(conf.getSeed(), "dropout", getIterationCount()), Reading.ALL_TOKENS);
        return pass.state(encoder.layers());
    }

    private static INDArray array(float[] values, int rows, int columns, LayerWorkspaceMgr workspaces) {
        INDArray array =
                workspaces.createUninitialized(ArrayType.ACTIVATIONS, DataType.FLOAT, new long[] {rows, columns}, 'c');
        return array.assign(Nd4j.createFromArray(values).reshape(rows, columns));
    }

    private EncoderTokens tokens() {
        int records = (int) input.size(0);
        int length = (int) (input.length() / records);
        int[] ids = input.castTo(DataType.INT32).dup('c').data().asInt();
        float[] mask = maskArray == null ? null : HostMemory.copy(maskArray.castTo(DataType.FLOAT));
        int padding = layerConf().paddingId();
        int[][] rows = new int[records][length];
        for (int i = 0; i < ids.length; i++) {
            boolean token = mask == null || mask[i] != 0;
            rows[i / length][i % length] = token ? ids[i] : padding;
        }
        return EncoderTokens.of(rows, padding);
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
        if (pass == null) {
            throw new IllegalStateException(layerId() + ": nothing was activated in training");
        }
        gradient.vector().clear();
        int hidden = encoder.hidden();
        float[] states = tokens.spread(layerConf().pooling(), HostMemory.copy(epsilon), hidden);
        pass.backward(Map.of(encoder.layers(), states), 0);
        endPass();
        gradient.deliver();
        gradientsFlattened.assign(sums.reshape(gradientsFlattened.shape()));
        Gradient found = new DefaultGradient(gradientsFlattened);
        gradientViews.forEach(found::setGradientFor);
        return new Pair<>(found, null);
    }

    private void makeEncoder() {
        if (encoder != null) {
            return;
        }
        EncoderLayout layout = EncoderLayerParameters.layout(layerConf());
        INDArray owned = lasting(layout.length());
        EngineMemory read = new EngineMemory(layout, paramsFlattened, copies);
        EngineMemory written = new EngineMemory(layout, owned, copies);
        TrainableEncoder made = new TrainableEncoder(
                read.vector(),
                written.vector(),
                layerConf().shares(),
                Runtime.getRuntime().availableProcessors());
        sums = owned;
        weights = read;
        gradient = written;
        encoder = made;
        cleanable = CLEANER.register(this, () -> {
            made.close();
            read.close();
            written.close();
            owned.close();
        });
    }

    /** Memory that outlives the workspaces of this call. */
    @SuppressWarnings("try") // the scope is there to be left
    private static INDArray lasting(long length) {
        try (MemoryWorkspace none = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
            return Nd4j.create(DataType.FLOAT, length);
        }
    }

    private void endPass() {
        if (pass != null) {
            pass.close();
            pass = null;
        }
    }

    private void endEngine() {
        endPass();
        if (encoder != null) {
            cleanable.clean();
            encoder = null;
        }
    }

    /** A mask is of tokens, of which none are left behind this layer. */
    @Override
    public Pair<INDArray, MaskState> feedForwardMaskArray(INDArray mask, MaskState state, int records) {
        setMaskArray(mask);
        return null;
    }

    /** Matrices lie row by row, not as DL4J's own layers have them. */
    @Override
    public void setParams(INDArray parameters) {
        if (parameters != paramsFlattened) {
            setParams(parameters, 'c');
        }
    }

    @Override
    public void setParamsViewArray(INDArray parameters) {
        super.setParamsViewArray(parameters);
        endEngine();
    }

    @Override
    public void clear() {
        super.clear();
        endPass();
    }

    @Override
    public boolean isPretrainLayer() {
        return false;
    }
}
