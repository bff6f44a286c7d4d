package org.kd4j.models.teacher;

import java.util.List;
import java.util.Optional;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.core.tokens.Tokenizer;
import org.kd4j.models.onnx.Engine;
import org.kd4j.models.onnx.OnnxGraph;
import org.kd4j.models.onnx.OnnxImport;
import org.kd4j.models.onnx.ParityReport;
import org.kd4j.models.onnx.PretrainedEncoder;
import org.kd4j.models.onnx.TextModel;
import org.kd4j.models.onnx.TrainedClassifier;

/** A {@link FineTunedTeacher} that was trained as a graph, from the folder that it was then written to. */
public final class TunedGraph implements FineTunedTeacher {
    private final TeacherFolder folder;
    private final TextModel model;
    private final Tokenizer tokenizer;
    private final AsIsTeacher teacher;

    /**
     * @param folder with labels
     * @param engine what runs it
     * @param tokenizer the model's own, with special tokens; closed with this object
     * @throws InvalidInput if the engine cannot run the model, or the tokenizer belongs to another one
     */
    public TunedGraph(TeacherFolder folder, Engine engine, Tokenizer tokenizer) {
        this.folder = folder;
        this.model = folder.model(engine);
        this.tokenizer = tokenizer;
        try {
            this.teacher = new AsIsTeacher(model, tokenizer, folder.labels());
        } catch (RuntimeException e) {
            model.close();
            throw e;
        }
    }

    @Override
    public String fingerprint() {
        return teacher.fingerprint();
    }

    @Override
    public List<String> labels() {
        return teacher.labels();
    }

    @Override
    public float[][] apply(List<String> texts) {
        return teacher.apply(texts);
    }

    @Override
    public Engine engine() {
        return model.engine();
    }

    @Override
    public Optional<PretrainedEncoder> encoder() {
        try (OnnxGraph graph = folder.graph()) {
            return Optional.of(graph.pretrained().copied());
        } catch (InvalidInput noEncoder) {
            return Optional.empty();
        }
    }

    @Override
    public OnnxImport.Verified classifier(String name) {
        ParityReport report = folder.verify(List.of());
        return new OnnxImport.Verified(folder.graph(), List.of(TrainedClassifier.REFERENCE), report);
    }

    @Override
    public BlockStates states(List<Integer> blocks) {
        return new GraphStates(model, tokenizer, blocks);
    }

    @Override
    public Optional<InterchangeTeacher> counterfactuals(List<String> wanted, List<Integer> blocks) {
        return Optional.empty();
    }

    @Override
    public void close() {
        teacher.close();
    }
}
