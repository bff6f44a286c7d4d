package org.kd4j.core.training;

import java.util.Arrays;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.batch.Student;
import org.kd4j.core.io.Sha256;
import org.kd4j.core.objective.Objective;

/** Everything that a training's result depends on and that can be seen from here, as one hash. */
final class TrainingFingerprint {
    private TrainingFingerprint() {}

    static String of(
            Trainer trainer,
            String configuration,
            Student student,
            Batch records,
            BatchOrder order,
            Objective objective) {
        Sha256 hash = new Sha256()
                .add(configuration)
                .add(trainer.epochs() + " " + trainer.learningRate() + " " + trainer.schedule())
                .add(trainer.validation()
                        .map(one -> one.everySteps() + " " + one.stopping())
                        .orElse(""))
                .add(objective.toString())
                .add(student.getClass().getName() + " " + student.parameters())
                .add(student.learnsFrom());
        boolean annotated = records.annotations().count() > 0;
        for (int row = 0; row < records.size(); row++) {
            hash.add(records.ids().get(row))
                    .add(Arrays.toString(records.tokens()[row]))
                    .add(records.labels()[row]);
            if (records.hasTeacher()) {
                hash.add(records.teacherLogits()[row]);
            }
            if (annotated) {
                hash.add(Arrays.toString(records.annotations().annotators()[row]))
                        .add(Arrays.toString(records.annotations().labels()[row]));
            }
        }
        if (records.hasTeacherStates()) {
            hash.add(records.teacherStates().layers().toString())
                    .add(records.teacherStates().fingerprint());
        }
        for (int[] batch : order.batches(0)) {
            hash.add(Arrays.toString(batch));
        }
        return hash.hex();
    }
}
