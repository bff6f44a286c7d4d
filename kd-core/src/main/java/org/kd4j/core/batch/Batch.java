package org.kd4j.core.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

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
 * @param weights how much each of the n records counts where an objective weighs records, or null where that is not
 *     settled, or they count alike
 */
public record Batch(
        List<String> ids,
        int[][] tokens,
        int[] labels,
        float[][] teacherLogits,
        TeacherStates teacherStates,
        Groups groups,
        double[] weights) {

    /** Throws {@link IllegalArgumentException} if the parts differ in length. */
    public Batch {
        ids = List.copyOf(ids);
        if (tokens.length != ids.size()
                || labels.length != ids.size()
                || teacherLogits != null && teacherLogits.length != ids.size()
                || teacherStates != null && teacherStates.size() != ids.size()
                || groups.size() != ids.size()
                || weights != null && weights.length != ids.size()) {
            throw new IllegalArgumentException("batch of " + ids.size() + " ids has " + tokens.length + " token rows, "
                    + labels.length + " labels and "
                    + (teacherLogits == null ? "no" : String.valueOf(teacherLogits.length))
                    + " rows of teacher logits, "
                    + (teacherStates == null ? "no" : String.valueOf(teacherStates.size()))
                    + " of its hidden states, groups of " + groups.size() + " and "
                    + (weights == null ? "no" : String.valueOf(weights.length))
                    + " weights");
        }
    }

    /** Records without weights. */
    public Batch(
            List<String> ids,
            int[][] tokens,
            int[] labels,
            float[][] teacherLogits,
            TeacherStates teacherStates,
            Groups groups) {
        this(ids, tokens, labels, teacherLogits, teacherStates, groups, null);
    }

    /** Records without weights or groups. */
    public Batch(List<String> ids, int[][] tokens, int[] labels, float[][] teacherLogits, TeacherStates teacherStates) {
        this(ids, tokens, labels, teacherLogits, teacherStates, Groups.none(ids.size()));
    }

    /** Records without weights, groups or hidden states of a teacher. */
    public Batch(List<String> ids, int[][] tokens, int[] labels, float[][] teacherLogits) {
        this(ids, tokens, labels, teacherLogits, null);
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

    public boolean hasWeights() {
        return weights != null;
    }

    /** The same records with these weights; null takes them away. */
    public Batch weighted(double[] recordWeights) {
        return new Batch(ids, tokens, labels, teacherLogits, teacherStates, groups, recordWeights);
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
                selectedWeights);
    }
}
