package org.kd4j.arbiter.sweep;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.encoder.EncoderShape;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.core.tokens.Tokenizer;
import org.kd4j.core.training.StepSettings;
import org.kd4j.models.student.TextTask;
import org.kd4j.models.student.TransformerSettings;
import org.kd4j.models.student.TransformerStudent;
import org.kd4j.models.teacher.FineTunedTeacher;
import org.kd4j.models.teacher.TunedTransformer;

/**
 * Makes a teacher of an encoder that the CPU engine knows: encoder and head, its own or a new linear one on
 * its pooled last hidden states, learn the gold labels together.
 */
record FineTuning(TuningRun run) {

    /**
     * A teacher that was trained on these records, now or in a run before.
     *
     * @param model fingerprint of the encoder's model
     * @param tokenizer the encoder's own, with special tokens; closed with the teacher, or here if there is none
     * @param labels names of the classes
     * @throws InvalidInput if the encoder has not the words or positions that the tokenizer needs, or cannot be trained
     */
    FineTunedTeacher teacher(
            TeacherStart start, String model, Tokenizer tokenizer, Batch train, Batch dev, List<String> labels)
            throws IOException {
        try {
            TransformerSettings settings = settings(start, tokenizer, labels);
            EncoderShape shape = settings.encoder();
            Transformers.requireParts("teacher.freeze", run.rates(), shape.layers(), shape.shared());
            List<String> head = start.head()
                    .map(own -> List.of("own head", own.fingerprint()))
                    .orElseGet(run.newHead()::key);
            String key = run.key(model, tokenizer, head, train, dev);
            TransformerStudent network = run.once(
                    key,
                    ".zip",
                    file -> TransformerStudent.load(file, settings, steps(settings)),
                    file -> train(start, settings, train, dev, key, file));
            return new TunedTransformer(network, tokenizer, labels);
        } catch (IOException | RuntimeException e) {
            tokenizer.close();
            throw e;
        }
    }

    private TransformerSettings settings(TeacherStart start, Tokenizer tokenizer, List<String> labels) {
        TextTask task =
                new TextTask(tokenizer.vocabularySize(), tokenizer.paddingId(), tokenizer.maxTokens(), labels.size());
        try {
            TransformerSettings settings = TransformerSettings.of(task, start.encoder());
            return start.head()
                    .map(settings::like)
                    .orElseGet(() -> settings.withPooling(run.newHead().pooling()));
        } catch (IllegalArgumentException e) {
            throw new InvalidInput(
                    run.config().model(),
                    "an encoder that cannot be fine-tuned as configured (" + e.getMessage() + ")",
                    "words for all tokens, positions for data.maxTokens, and weights that can be trained",
                    "Lower data.maxTokens, check teacher.tokenizer, or set teacher.head to probe.");
        }
    }

    private TransformerStudent train(
            TeacherStart start, TransformerSettings settings, Batch train, Batch dev, String key, Path file) {
        run.messages().say(start.describe(run.newHead()));
        TransformerStudent network = create(start, settings);
        try {
            run.train(network, train, dev, key, file);
            network.save(file);
            return network;
        } catch (RuntimeException e) {
            network.close();
            throw e;
        }
    }

    private TransformerStudent create(TeacherStart start, TransformerSettings settings) {
        TransformerStudent network =
                TransformerStudent.create(settings, steps(settings), run.seed()).startingFrom(start.encoder());
        return start.head().map(network::startingFrom).orElse(network);
    }

    private StepSettings steps(TransformerSettings settings) {
        return run.rates().over(TuningRun.steps(), settings.encoder());
    }
}
