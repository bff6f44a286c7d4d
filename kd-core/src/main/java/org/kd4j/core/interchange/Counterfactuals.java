package org.kd4j.core.interchange;

import java.util.Optional;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.batch.KnownStates;

/**
 * What a student learns from beside its records: interventions on them, and what the teacher says of these.
 *
 * @param teacher asked in every pass
 */
public record Counterfactuals(InterventionSampler sampler, CounterfactualTeacher teacher) {

    /**
     * A batch under an intervention.
     *
     * @param batch the same records, with the teacher's counterfactual logits, and states if there are any; the tokens are
     *     those that the student is to read
     * @param interchange what is overwritten in the student; empty where its tokens were changed
     */
    public record Drawn(Batch batch, Optional<Interchange> interchange) {}

    /** Everything that what is drawn depends on, beside batch and pass. */
    public String fingerprint() {
        return sampler + " " + teacher.fingerprint();
    }

    /** @param pass number from which is drawn */
    public Drawn draw(Batch batch, long pass) {
        Intervention intervention = sampler.draw(batch.ids(), batch.tokens(), pass);
        if (intervention instanceof Intervention.AtStates states) {
            return new Drawn(
                    answered(batch, teacher.answer(batch.tokens(), Optional.of(states.teacher()))),
                    Optional.of(states.student()));
        }
        int[][] tokens = ((Intervention.AtTokens) intervention).tokens();
        return new Drawn(
                answered(batch.withTokens(tokens), teacher.answer(tokens, Optional.empty())), Optional.empty());
    }

    private Batch answered(Batch batch, CounterfactualTeacher.Answers answers) {
        Batch taught = batch.withTeacher(answers.logits());
        return answers.states()
                .map(rows -> taught.withTeacherStates(
                        new KnownStates(teacher.layers().orElseThrow(), teacher.fingerprint(), rows)))
                .orElseGet(() -> taught.withTeacherStates(null));
    }
}
