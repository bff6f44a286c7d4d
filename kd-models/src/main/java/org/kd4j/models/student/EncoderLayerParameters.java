package org.kd4j.models.student;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.kd4j.core.encoder.EncoderLayout;
import org.kd4j.core.encoder.EncoderParameter;
import org.kd4j.core.encoder.EncoderParameter.Kind;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** The parameters of an {@link EncoderLayer}: parts of DL4J's flat vector, matrices row by row. */
final class EncoderLayerParameters implements ParamInitializer {

    static EncoderLayout layout(Layer layer) {
        return new EncoderLayout(((EncoderLayer) layer).shape());
    }

    @Override
    public long numParams(NeuralNetConfiguration conf) {
        return numParams(conf.getLayer());
    }

    @Override
    public long numParams(Layer layer) {
        return layout(layer).length();
    }

    @Override
    public List<String> paramKeys(Layer layer) {
        return layout(layer).stored().stream().map(EncoderParameter::name).toList();
    }

    @Override
    public List<String> weightKeys(Layer layer) {
        return paramKeys(layer).stream()
                .filter(key -> isWeightParam(layer, key))
                .toList();
    }

    @Override
    public List<String> biasKeys(Layer layer) {
        return paramKeys(layer).stream().filter(key -> isBiasParam(layer, key)).toList();
    }

    /** What DL4J's regularization acts on. */
    @Override
    public boolean isWeightParam(Layer layer, String key) {
        Kind kind = layout(layer).parameter(key).kind();
        return kind == Kind.WEIGHT || kind == Kind.EMBEDDING;
    }

    @Override
    public boolean isBiasParam(Layer layer, String key) {
        return !isWeightParam(layer, key);
    }

    @Override
    public Map<String, INDArray> init(NeuralNetConfiguration conf, INDArray parameters, boolean initialize) {
        EncoderLayout layout = layout(conf.getLayer());
        if (initialize) {
            try (EngineMemory memory = new EngineMemory(layout, parameters, EncoderLayer.copies())) {
                memory.vector().initialise(conf.getSeed());
                memory.deliver();
            }
        }
        layout.stored().forEach(parameter -> conf.addVariable(parameter.name()));
        return views(layout, parameters);
    }

    @Override
    public Map<String, INDArray> getGradientsFromFlattened(NeuralNetConfiguration conf, INDArray gradient) {
        return views(layout(conf.getLayer()), gradient);
    }

    private static Map<String, INDArray> views(EncoderLayout layout, INDArray flat) {
        INDArray vector = flat.reshape(flat.length());
        Map<String, INDArray> views = new LinkedHashMap<>();
        for (EncoderParameter parameter : layout.stored()) {
            views.put(
                    parameter.name(),
                    vector.get(NDArrayIndex.interval(parameter.offset(), parameter.offset() + parameter.length()))
                            .reshape('c', parameter.rows(), parameter.columns()));
        }
        return views;
    }
}
