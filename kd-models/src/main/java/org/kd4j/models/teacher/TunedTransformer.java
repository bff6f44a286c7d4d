package org.kd4j.models.teacher;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.kd4j.core.io.Sha256;
import org.kd4j.core.tokens.Encoding;
import org.kd4j.core.tokens.Tokenizer;
import org.kd4j.models.onnx.Engine;
import org.kd4j.models.onnx.OnnxImport;
import org.kd4j.models.onnx.PretrainedEncoder;
import org.kd4j.models.student.TransformerEngine;
import org.kd4j.models.student.TransformerStudent;

/** A {@link FineTunedTeacher} whose encoder the CPU engine runs. */
public final class TunedTransformer implements FineTunedTeacher {
    /** To be raised whenever the logits for the same weights and tokenizer change. */
    private static final int FORMAT = 1;

    private final TransformerStudent network;
    private final Tokenizer tokenizer;
    private final List<String> labels;
    private final String fingerprint;

    /**
     * @param network closed with this object
     * @param tokenizer the encoder's own, with special tokens; closed with this object
     * @param labels names of the classes, in the order of the logits
     * @throws IllegalArgumentException if there is not one logit a label
     */
    public TunedTransformer(TransformerStudent network, Tokenizer tokenizer, List<String> labels) {
        if (network.classes() != labels.size() || new HashSet<>(labels).size() < labels.size()) {
            throw new IllegalArgumentException(
                    "labels: found " + labels + ", expected " + network.classes() + ", all different");
        }
        this.network = network;
        this.tokenizer = tokenizer;
        this.labels = List.copyOf(labels);
        Sha256 hash = new Sha256()
                .add("fine-tuned")
                .add(network.fingerprint())
                .add(tokenizer.fingerprint())
                .add(FORMAT);
        labels.forEach(hash::add);
        this.fingerprint = hash.hex();
    }

    @Override
    public String fingerprint() {
        return fingerprint;
    }

    @Override
    public List<String> labels() {
        return labels;
    }

    @Override
    public float[][] apply(List<String> texts) {
        return network.logits(
                tokenizer.encode(texts).stream().map(Encoding::ids).toArray(int[][]::new));
    }

    @Override
    public Engine engine() {
        return network.engine() == TransformerEngine.ENCODER ? Engine.ENCODER : Engine.SAMEDIFF;
    }

    @Override
    public Optional<PretrainedEncoder> encoder() {
        return Optional.of(network.encoder());
    }

    @Override
    public OnnxImport.Verified classifier(String name) {
        return network.classifier(name);
    }

    @Override
    public BlockStates states(List<Integer> blocks) {
        return new TunedStates(network, tokenizer, blocks);
    }

    @Override
    public Optional<InterchangeTeacher> counterfactuals(List<String> wanted, List<Integer> blocks) {
        return Optional.of(new InterchangeTeacher(network, labels, wanted, blocks));
    }

    @Override
    public void close() {
        network.close();
        tokenizer.close();
    }
}
