package org.kd4j.arbiter.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Stream;
import org.kd4j.arbiter.results.Scores;
import org.kd4j.arbiter.results.UndefinedAsText;
import org.kd4j.core.evaluation.GroupMetrics;
import org.kd4j.core.evaluation.GroupRange;

/** The numbers that classifiers are compared by where records have groups: AUROC of all, and of the groups it is worst for. */
enum GroupScore {
    AUROC("AUROC", GroupMetrics::auroc),
    WORST_SUBGROUP_AUROC("Subgroup", metrics -> worst(metrics.subgroupAurocRange())),
    WORST_BPSN_AUROC("BPSN", metrics -> worst(metrics.bpsnAurocRange())),
    WORST_BNSP_AUROC("BNSP", metrics -> worst(metrics.bnspAurocRange()));

    private final String heading;
    private final Function<GroupMetrics, OptionalDouble> value;

    GroupScore(String heading, Function<GroupMetrics, OptionalDouble> value) {
        this.heading = heading;
        this.value = value;
    }

    String heading() {
        return heading;
    }

    /** Name of a column: {@code worst_bpsn_auroc}. */
    String column() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Empty where it is undefined; throws {@link NullPointerException} if the records have no groups. */
    OptionalDouble of(Scores scores) {
        return value.apply(scores.groups());
    }

    /** All of them as text, in the order of their declaration; dashes where there are no scores by group. */
    static List<String> texts(Scores scores) {
        return Stream.of(values())
                .map(score -> score.isOf(scores) ? text(score.of(scores)) : Format.NONE)
                .toList();
    }

    /** All of them with all their digits; null where there are no scores by group. */
    static List<Object> cells(Scores scores) {
        List<Object> cells = new ArrayList<>();
        for (GroupScore score : values()) {
            cells.add(score.isOf(scores) ? cell(score.of(scores)) : null);
        }
        return cells;
    }

    /** Whether the records are such that there is something to be defined: without groups AUROC alone. */
    boolean isOf(Scores scores) {
        return scores != null
                && scores.groups() != null
                && (this == AUROC || !scores.groups().subgroups().isEmpty());
    }

    /** A number that may be undefined, as people read it. */
    static String text(OptionalDouble value) {
        return value.isPresent() ? Format.rate(value.getAsDouble()) : UndefinedAsText.UNDEFINED;
    }

    /** A number that may be undefined, with all its digits. */
    static Object cell(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : UndefinedAsText.UNDEFINED;
    }

    private static OptionalDouble worst(Optional<GroupRange> range) {
        return range.map(known -> OptionalDouble.of(known.worst())).orElse(OptionalDouble.empty());
    }
}
