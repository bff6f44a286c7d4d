package org.kd4j.core.training;

import org.nd4j.linalg.api.ndarray.INDArray;

/** A rule by which a gradient moves parameters: its constants, without the state of any one training. */
public sealed interface Optimizer permits Adam, Sgd {

    /**
     * Begins a training of these parameters, with the rule's state at zero.
     *
     * @param parameters all parameters as one vector, which every step changes in place
     */
    Updater start(INDArray parameters);

    /** One training's use of the rule. Not thread-safe. */
    @FunctionalInterface
    interface Updater {

        /**
         * Moves the parameters once.
         *
         * @param gradient shaped as the parameters; its content is used up
         * @param learningRate step size, > 0; may differ from step to step
         */
        void step(INDArray gradient, double learningRate);
    }
}
