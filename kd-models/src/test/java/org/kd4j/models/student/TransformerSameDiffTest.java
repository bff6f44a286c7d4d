package org.kd4j.models.student;

import java.nio.file.Path;
import java.util.SplittableRandom;
import org.kd4j.core.batch.Student;
import org.kd4j.core.training.Sgd;
import org.kd4j.core.training.StepSettings;
import org.kd4j.models.head.HeadKind;

/** A transformer student as a SameDiff graph. */
class TransformerSameDiffTest extends AbstractTransformerTest {
    private static final StepSettings PLAIN = StepSettings.of(new Sgd());
    private static final TransformerSettings SETTINGS =
            TransformerSettings.of(TASK, 2, 8, 2, 16).withHead(HeadKind.TANH).withDropout(0);

    /** Weights of the usual size give nearly the same logits for every text at this width. */
    @Override
    Student create(long seed) {
        TransformerStudent student = TransformerStudent.create(SETTINGS, PLAIN, seed, TransformerEngine.SAMEDIFF);
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < parameterCount(student); i++) {
            setParameter(student, i, parameter(student, i) + (float) random.nextDouble(-0.4, 0.4));
        }
        return student;
    }

    @Override
    Student load(Path file) {
        return TransformerStudent.load(file, SETTINGS, PLAIN, TransformerEngine.SAMEDIFF);
    }
}
