package org.kd4j.models.student;

import java.nio.file.Path;
import java.util.SplittableRandom;
import org.kd4j.core.batch.Student;
import org.kd4j.core.training.Sgd;
import org.kd4j.core.training.StepSettings;
import org.kd4j.models.head.HeadKind;

/** A transformer student as a SameDiff graph. */
class TransformerSameDiffTest extends AbstractStudentTest {
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

    @Override
    int parameterCount(Student student) {
        return ((TransformerStudent) student).weights().limit();
    }

    @Override
    float parameter(Student student, int index) {
        return ((TransformerStudent) student).weights().get(index);
    }

    @Override
    void setParameter(Student student, int index, float value) {
        ((TransformerStudent) student).weights().put(index, value);
    }

    /** The words come first. */
    @Override
    boolean ofPadding(int index) {
        return index / 8 == TASK.paddingId();
    }

    @Override
    boolean needsKd4j() {
        return true;
    }
}
