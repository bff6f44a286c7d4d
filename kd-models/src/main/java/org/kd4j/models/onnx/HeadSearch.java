package org.kd4j.models.onnx;

import org.kd4j.models.head.PretrainedHead;

/** Whether a model has a head that training can go on with. */
public sealed interface HeadSearch {

    /** It has; the weights lie in the model's graph. */
    record Found(PretrainedHead head) implements HeadSearch {}

    /** It has not; the reason is a clause for messages. */
    record None(String reason) implements HeadSearch {}
}
