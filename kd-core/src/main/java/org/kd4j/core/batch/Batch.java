package org.kd4j.core.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.kd4j.core.annotation.Annotations;

/**
 * Records as a student sees them; a whole data set is one large batch from which smaller ones are selected. Everything
 * that belongs to a record sits at the same row here and nowhere else, so selecting, shuffling and splitting cannot
 * misalign it.
 *
 * @param ids record ids, n
 * @param tokens token ids without padding, n rows of 0 to maxTokens ids; a text without tokens is an empty row
 * @param labels class indices from 0, n
 * @param teacherLogits n rows, one logit a class, or null where no teacher spoke
 * @param teacherStates the teacher's hidden states of the n records, or null where nobody matches them
 * @param groups of the n records; {@link Groups#none} where nobody asks for them
 * @param weights how much each of the n records counts in an objective that weighs records, or null where they have not
 *     been weighed: such an objective weighs them itself, in the step. Others do not ask
 * @param annotations the labels of individual annotators of the n records; {@link Annotations#none} where nobody asks for
 *     them
 */
public record Batch(
        List<String> ids,
        int[][] tokens,
        int[] labels,
        float[][] teacherLogits,
        TeacherStates teacherStates,
        Groups groups,
        double[] weights,
        Annotations annotations) {

    /** Throws {@link IllegalArgumentException} if the parts differ in length. */
    public Batch {
        ids = List.copyOf(ids);
        if (tokens.length != ids.size()
                || labels.length != ids.size()
                || teacherLogits != null && teacherLogits.length != ids.size()
                || teacherStates != null && teacherStates.size() != ids.size()
                || groups.size() != ids.size()
                || annotations.size() != ids.size()
                || weights != null && weights.length != ids.size()) {
            throw new IllegalArgumentException("batch of " + ids.size() + " ids has " + tokens.length + " token rows, "
                    + labels.length + " labels and "
                    + (teacherLogits == null ? "no" : String.valueOf(teacherLogits.length))
                    + " rows of teacher logits, "
                    + (teacherStates == null ? "no" : String.valueOf(teacherStates.size()))
                    + " of its hidden states, groups of " + groups.size() + ", annotations of "
                    + annotations.size() + " and "
                    + (weights == null ? "no" : String.valueOf(weights.length))
                    + " weights");
        }
    }

    /** Records as they were read: no teacher spoke, nobody grouped or weighed them. */
    public static Batch of(List<String> ids, int[][] tokens, int[] labels) {
        return new Batch(ids, tokens, labels, null, null, Groups.none(ids.size()), null, Annotations.none(ids.size()));
    }

    /** The same records with other texts, n rows. */
    public Batch withTokens(int[][] other) {
        return new Batch(ids, other, labels, teacherLogits, teacherStates, groups, weights, annotations);
    }

    /** The same records with these logits of a teacher, n rows, or null for none. */
    public Batch withTeacher(float[][] logits) {
        return new Batch(ids, tokens, labels, logits, teacherStates, groups, weights, annotations);
    }

    /** The same records with these hidden states of a teacher, or null for none. */
    public Batch withTeacherStates(TeacherStates states) {
        return new Batch(ids, tokens, labels, teacherLogits, states, groups, weights, annotations);
    }

    /** The same records with these labels of individual annotators. */
    public Batch withAnnotations(Annotations other) {
        return new Batch(ids, tokens, labels, teacherLogits, teacherStates, groups, weights, other);
    }

    /** The same records in these groups. */
    public Batch withGroups(Groups other) {
        return new Batch(ids, tokens, labels, teacherLogits, teacherStates, other, weights, annotations);
    }

    /** The same records, each counting as much as it says here, n. */
    public Batch withWeights(double[] recordWeights) {
        return new Batch(ids, tokens, labels, teacherLogits, teacherStates, groups, recordWeights, annotations);
    }

    /** The same records, not weighed yet. */
    public Batch withoutWeights() {
        return withWeights(null);
    }

    /**
     * How much a record counts.
     *
     * @throws IllegalStateException if the records have not been weighed
     */
    public double weight(int row) {
        if (!hasWeights()) {
            throw new IllegalStateException("batch: found records that have not been weighed, expected weights");
        }
        return weights[row];
    }

    /** Number of records. */
    public int size() {
        return labels.length;
    }

    public boolean hasTeacher() {
        return teacherLogits != null;
    }

    public boolean hasTeacherStates() {
        return teacherStates != null;
    }

    /** Whether the records have been weighed. */
    public boolean hasWeights() {
        return weights != null;
    }

    /** The records at these rows, in this order. Rows are shared, not copied. */
    public Batch select(int... rows) {
        List<String> selectedIds = new ArrayList<>(rows.length);
        int[][] selectedTokens = new int[rows.length][];
        int[] selectedLabels = new int[rows.length];
        float[][] selectedLogits = hasTeacher() ? new float[rows.length][] : null;
        for (int i = 0; i < rows.length; i++) {
            selectedIds.add(ids.get(rows[i]));
            selectedTokens[i] = tokens[rows[i]];
            selectedLabels[i] = labels[rows[i]];
            if (selectedLogits != null) {
                selectedLogits[i] = teacherLogits[rows[i]];
            }
        }
        TeacherStates selectedStates = hasTeacherStates() ? teacherStates.select(rows) : null;
        double[] selectedWeights = hasWeights()
                ? IntStream.of(rows).mapToDouble(row -> weights[row]).toArray()
                : null;
        return new Batch(
                selectedIds,
                selectedTokens,
                selectedLabels,
                selectedLogits,
                selectedStates,
                groups.select(rows),
                selectedWeights,
                annotations.select(rows));
    }
}
