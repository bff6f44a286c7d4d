package org.kd4j.core.training;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Plain gradient descent, without momentum: θ ← θ - η g. */
public record Sgd() implements Optimizer {

    @Override
    public Updater start(INDArray parameters) {
        return (gradient, learningRate) -> parameters.subi(gradient.muli(learningRate));
    }
}
