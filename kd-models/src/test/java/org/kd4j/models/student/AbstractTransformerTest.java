package org.kd4j.models.student;

import org.kd4j.core.batch.Student;

/** What every student promises, of a transformer of width 8 on either engine. */
abstract class AbstractTransformerTest extends AbstractStudentTest {
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
