package org.kd4j.models.student;

import java.util.List;
import org.kd4j.core.training.Adam;
import org.kd4j.core.training.Optimizer;
import org.kd4j.core.training.StepSettings;

/**
 * Shape and training constants of a {@link KimCnn}.
 *
 * @param task vocabulary, padding, length and classes; maxTokens is at least the largest width
 * @param embedding width of the token embeddings, at least 1
 * @param widths tokens that each bank of filters sees at a time, each at least 1, all different; at least one
 * @param filters in each bank, at least 1
 * @param dropout probability that a feature is dropped in training, 0 ≤ p < 1
 * @param step what moves the parameters
 */
public record KimCnnSettings(
        TextTask task, int embedding, List<Integer> widths, int filters, double dropout, StepSettings step) {

    /** Throws {@link IllegalArgumentException} if a value is outside its range. */
    public KimCnnSettings {
        Expect.atLeast(1, "embedding", embedding);
        Expect.atLeast(1, "filters", filters);
        widths = List.copyOf(widths);
        Expect.atLeast(1, "number of widths", widths.size());
        widths.forEach(width -> Expect.atLeast(1, "width", width));
        if (widths.stream().distinct().count() != widths.size()) {
            throw new IllegalArgumentException("widths: found " + widths + ", expected each but once");
        }
        // A window that is wider than every text has no position at all.
        Expect.atLeast(largest(widths), "maxTokens", task.maxTokens());
        if (!(dropout >= 0 && dropout < 1)) {
            throw new IllegalArgumentException("dropout: found " + dropout + ", expected at least 0, below 1");
        }
    }

    /** Without clipping and accumulation. */
    public KimCnnSettings(
            TextTask task, int embedding, List<Integer> widths, int filters, double dropout, Optimizer optimizer) {
        this(task, embedding, widths, filters, dropout, StepSettings.of(optimizer));
    }

    /** The usual shape: embedding 50, widths 3, 4 and 5 with 100 filters each, dropout 0.5, Adam. */
    public static KimCnnSettings of(TextTask task) {
        return new KimCnnSettings(task, 50, List.of(3, 4, 5), 100, 0.5, Adam.standard());
    }

    /** Features of a text: filters of all widths. */
    int features() {
        return filters * widths.size();
    }

    int largestWidth() {
        return largest(widths);
    }

    private static int largest(List<Integer> widths) {
        return widths.stream().mapToInt(Integer::intValue).max().orElseThrow();
    }
}
