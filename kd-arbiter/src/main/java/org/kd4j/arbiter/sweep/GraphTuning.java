package org.kd4j.arbiter.sweep;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.failure.InvalidConfig;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.core.samediff.SameDiffStudent;
import org.kd4j.core.tokens.Tokenizer;
import org.kd4j.models.onnx.TrainableModel;
import org.kd4j.models.student.PartRates;
import org.kd4j.models.teacher.FineTunedTeacher;
import org.kd4j.models.teacher.TeacherFolder;
import org.kd4j.models.teacher.TunedGraph;

/**
 * Makes a teacher of a model that no engine but SameDiff trains: all its parameters, with its own logits where they are
 * one a class, and else a new linear layer on its pooled last hidden states, learn the gold labels together.
 *
 * @param tokenizerFile the model's {@code tokenizer.json}
 */
record GraphTuning(TuningRun run, Path tokenizerFile) {

    /**
     * A teacher that was trained on these records, now or in a run before.
     *
     * @param model fingerprint of the model
     * @param tokenizer the model's own, with special tokens; closed with the teacher, or here if there is none
     * @param order of the model's own logits
     * @return a teacher whose labels are those of the order, or of its own logits
     * @throws InvalidConfig if some parts are to learn more slowly than others
     * @throws InvalidInput if the model cannot be trained
     */
    FineTunedTeacher teacher(String model, Tokenizer tokenizer, Batch train, Batch dev, LogitOrder order)
            throws IOException {
        try {
            requireFullRates();
            List<String> own = order.of(List.of());
            String key = run.key(model, tokenizer, more(own), train, dev);
            TeacherFolder folder = run.once(
                    key, "", TeacherFolder::open, kept -> train(tokenizer, train, dev, order.labels(), own, key, kept));
            return new TunedGraph(folder, run.config().engine(), tokenizer);
        } catch (IOException | RuntimeException e) {
            tokenizer.close();
            throw e;
        }
    }

    /** Whether it gets a new head is not known before it is read, so that a key names how one would pool. */
    private List<String> more(List<String> own) {
        List<String> more = new ArrayList<>(List.of("graph", String.join("\n", own)));
        more.addAll(run.newHead().key());
        return more;
    }

    private void requireFullRates() {
        if (!run.rates().equals(PartRates.full())) {
            throw new InvalidConfig(
                    run.rates().frozen().isEmpty() ? "teacher.layerDecay" : "teacher.freeze",
                    "a value for " + run.config().model() + ", which is trained as a graph",
                    "none, because only of encoders that the CPU engine trains it is known which weights are a layer's",
                    "");
        }
    }

    private TeacherFolder train(
            Tokenizer tokenizer, Batch train, Batch dev, List<String> labels, List<String> own, String key, Path kept)
            throws IOException {
        try (TrainableModel model = open(labels.size())) {
            model.requireFitting(tokenizer.vocabularySize(), tokenizer.maxTokens());
            run.messages()
                    .say("The teacher is fine-tuned as a SameDiff graph with "
                            + (model.hasNewHead() ? run.newHead().describe() : "its own logits")
                            + ": it is no encoder that the CPU engine trains."
                            + (model.hasNewHead() ? "" : run.newHead().unused()));
            List<String> logits = model.hasNewHead() ? labels : own;
            int[] to = labels.stream().mapToInt(logits::indexOf).toArray();
            try (SameDiffStudent student =
                    model.student(tokenizer.paddingId(), tokenizer.maxTokens(), TuningRun.steps(), run.seed())) {
                run.train(student, relabelled(train, to), relabelled(dev, to), key, kept);
                try (TunedClassifier tuned =
                        new TunedClassifier(run.config(), model.trained(kept.toString()), logits)) {
                    tuned.write(kept, tokenizerFile);
                }
            }
        }
        return TeacherFolder.open(kept);
    }

    private TrainableModel open(int classes) {
        return TrainableModel.open(
                Path.of(run.config().model()), classes, run.newHead().pooling(), run.seed());
    }

    /** The records with their classes numbered as the logits are. */
    private static Batch relabelled(Batch records, int[] to) {
        int[] labels = Arrays.stream(records.labels()).map(label -> to[label]).toArray();
        return Batch.of(records.ids(), records.tokens(), labels);
    }
}
