package org.kd4j.core.interchange;

import java.util.List;

/**
 * What stands for the same in student and teacher: the columns of a hidden state each.
 *
 * @param student number of the student's state: k for the output of its block k, counted from 1
 * @param teacher number of the teacher's
 * @param studentColumns that are exchanged there
 * @param teacherColumns that are exchanged there
 */
public record Alignment(int student, int teacher, Columns studentColumns, Columns teacherColumns) {

    /** Throws {@link IllegalArgumentException} if a state has a number below 1. */
    public Alignment {
        if (student < 1 || teacher < 1) {
            throw new IllegalArgumentException("alignment: found blocks " + student + " of the student and " + teacher
                    + " of the teacher, expected them counted from 1");
        }
    }

    /** The exchanges at the student's state. */
    public Interchange ofStudent(List<Exchange> exchanges) {
        return new Interchange(student, studentColumns, exchanges);
    }

    /** The exchanges at the teacher's state. */
    public Interchange ofTeacher(List<Exchange> exchanges) {
        return new Interchange(teacher, teacherColumns, exchanges);
    }
}
