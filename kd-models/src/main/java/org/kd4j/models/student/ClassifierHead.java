package org.kd4j.models.student;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.objective.Objective;
import org.kd4j.core.training.ParameterPart;
import org.kd4j.core.training.ParameterPart.Kind;
import org.kd4j.core.training.Pass;
import org.kd4j.models.head.Head;
import org.kd4j.models.head.HeadKind;

/**
 * From pooled states to logits, and the way back. Its parameters lie where DL4J's layers would have them: each layer's
 * weights output by output, then its bias.
 */
final class ClassifierHead implements Head {
    private final String prefix;
    private final int width;
    private final int classes;
    private final List<ParameterPart> parts = new ArrayList<>();
    private final InnerLayer inner;
    private final OutputLayer output;

    /** The settings' own, with its first number at this place among the flat parameters. */
    static ClassifierHead of(TransformerSettings settings, int offset) {
        return new ClassifierHead(
                "head.",
                settings.encoder().hidden(),
                settings.head(),
                settings.task().classes(),
                offset);
    }

    /** @param prefix of its parameters' names */
    ClassifierHead(String prefix, int width, HeadKind kind, int classes, int offset) {
        this.prefix = prefix;
        this.width = width;
        this.classes = classes;
        int at = offset;
        if (kind.hasInner()) {
            at = add(TransformerGraph.INNER, width, at);
        }
        add(TransformerGraph.LOGITS, classes, at);
        this.inner = kind.hasInner()
                ? new InnerLayer(width, parts.get(0).offset(), parts.get(1).offset(), kind)
                : null;
        this.output = new OutputLayer(
                classes,
                width,
                parts.get(parts.size() - 2).offset(),
                parts.get(parts.size() - 1).offset());
    }

    private int add(String layer, int outputs, int at) {
        ParameterPart weights = new ParameterPart(prefix + layer + ".weight", at, List.of(outputs, width), Kind.WEIGHT);
        int biasAt = at + weights.length();
        parts.add(weights);
        parts.add(new ParameterPart(prefix + layer + ".bias", biasAt, List.of(outputs), Kind.BIAS));
        return biasAt + outputs;
    }

    @Override
    public List<ParameterPart> parts() {
        return List.copyOf(parts);
    }

    @Override
    public void check(Batch batch, int[] rows, Objective objective) {
        output.check(batch, rows, objective);
    }

    /** Sets weights to what PyTorch's recipe for BERT draws: normal with standard deviation 0.02, biases 0. */
    @Override
    public void initialise(FloatBuffer parameters, SplittableRandom random) {
        for (ParameterPart part : parts) {
            for (int i = 0; i < part.length(); i++) {
                float value = part.kind() == Kind.BIAS ? 0f : (float) (0.02 * random.nextGaussian());
                parameters.put(part.offset() + i, value);
            }
        }
    }

    @Override
    public float[][] logits(FloatBuffer parameters, float[] pooled) {
        float[] features =
                inner == null ? pooled : inner.forward(parameters, pooled).y();
        return output.logits(parameters, features);
    }

    @Override
    public Way learn(
            FloatBuffer parameters,
            FloatBuffer gradient,
            float[] pooled,
            Pass pass,
            double dropout,
            SplittableRandom random) {
        InnerLayer.Activated activated = inner == null ? null : inner.forward(parameters, pooled);
        float[] values = activated == null ? pooled.clone() : activated.y();
        Features features = new Features(pass.batch().size(), width, values, new float[values.length]);
        features.drop(dropout, random);
        double loss = output.backward(parameters, features, pass);
        output.addTo(gradient);
        float[] back = features.gradients();
        return new Way(loss, inner == null ? back : inner.backward(gradient, pooled, activated.slopes(), back));
    }

    int classes() {
        return classes;
    }
}
