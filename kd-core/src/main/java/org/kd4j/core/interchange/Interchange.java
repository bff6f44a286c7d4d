package org.kd4j.core.interchange;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * An interchange intervention (Wu et al., Causal Distillation for Language Models, 2022) on a batch: the output of block
 * {@code layer} of the base run is overwritten, at some tokens, by that of the source run, and the blocks behind it run
 * on. What they say then is the counterfactual.
 *
 * @param layer number of the state: k for the output of block k, counted from 1; 0 for the embeddings
 * @param columns of the state that are overwritten
 * @param exchanges one or none for each base record
 */
public record Interchange(int layer, Columns columns, List<Exchange> exchanges) {

    /** Throws {@link IllegalArgumentException} if the layer is negative or a base record comes twice. */
    public Interchange {
        if (layer < 0) {
            throw new IllegalArgumentException("interchange: found layer " + layer + ", expected 0 or more");
        }
        exchanges = List.copyOf(exchanges);
        Set<Integer> bases = new HashSet<>();
        for (Exchange one : exchanges) {
            if (!bases.add(one.base())) {
                throw new IllegalArgumentException(
                        "interchange: found base record " + one.base() + " twice, expected it once");
            }
        }
    }
}
