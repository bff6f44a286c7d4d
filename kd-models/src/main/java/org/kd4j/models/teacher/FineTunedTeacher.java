package org.kd4j.models.teacher;

import java.util.HashSet;
import java.util.List;
import org.kd4j.core.batch.Teacher;
import org.kd4j.core.io.Sha256;
import org.kd4j.core.tokens.Encoding;
import org.kd4j.core.tokens.Tokenizer;
import org.kd4j.models.onnx.OnnxImport;
import org.kd4j.models.onnx.PretrainedEncoder;
import org.kd4j.models.student.TransformerStudent;

/** An encoder and a head that were trained together on gold labels, and change no more. */
public final class FineTunedTeacher implements Teacher, AutoCloseable {
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
    public FineTunedTeacher(TransformerStudent network, Tokenizer tokenizer, List<String> labels) {
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

    /** A copy of its encoder's weights, for a student to start from. */
    public PretrainedEncoder encoder() {
        return network.encoder();
    }

    /**
     * The same classifier as an imported one, for a {@link TeacherFolder}.
     *
     * @param name stands for it in messages
     * @return to be closed by the caller
     * @throws org.kd4j.core.failure.InvalidInput if it does not answer as this one does
     */
    public OnnxImport.Verified classifier(String name) {
        return network.classifier(name);
    }

    /**
     * Its hidden states after some blocks (0: the embeddings), ascending; of use as long as this object is open.
     *
     * @throws IllegalArgumentException if there are no such blocks
     */
    public BlockStates states(List<Integer> blocks) {
        return new TunedStates(network, tokenizer, blocks);
    }

    @Override
    public void close() {
        network.close();
        tokenizer.close();
    }
}
