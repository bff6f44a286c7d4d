package org.kd4j.models.student;

import org.kd4j.core.interchange.Interchange;
import org.kd4j.core.training.Pass;

/**
 * What a training pass learns beside its own objective: from the counterfactual of an intervention within its records.
 * Below the overwritten state it is the pass itself, with its dropout.
 *
 * @param interchange within the records of the pass, by their places
 * @param pass what the counterfactual answers are taught: the same records with the teacher's counterfactual logits. Its
 *     number is the stream that dropout behind the overwritten state is drawn from
 */
record Counterfactual(Interchange interchange, Pass pass) {}
