package org.kd4j.models.annotator;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.SplittableRandom;
import org.kd4j.core.annotation.Annotators;
import org.kd4j.core.training.ParameterPart;

/** From vectors of items to the logits of those who are asked about them. */
interface PairHead {

    /** In the order in which they lie behind one another. */
    List<Weights> weights();

    default List<ParameterPart> parts() {
        return weights().stream().flatMap(some -> some.parts().stream()).toList();
    }

    /** Sets the weights to what a training begins with. */
    default void initialise(FloatBuffer parameters, SplittableRandom random) {
        weights().forEach(some -> some.initialise(parameters, random));
    }

    /** Rows of the attributes that are told of people, as {@link AttributeRows#of}; none where none is told. */
    default List<int[]> attributeRows(Annotators people) {
        return List.of();
    }

    /**
     * @param gradient may be null where nobody goes back
     * @param vectors [items, width]
     * @return logits [pairs, classes], and the way back to the vectors
     */
    Applied apply(FloatBuffer parameters, FloatBuffer gradient, float[] vectors, Asked asked, Dropping dropping);
}
