package org.kd4j.models.teacher;

import java.util.List;
import java.util.Optional;
import org.kd4j.core.batch.Teacher;
import org.kd4j.models.onnx.Engine;
import org.kd4j.models.onnx.OnnxImport;
import org.kd4j.models.onnx.PretrainedEncoder;

/** A classifier that was trained on gold labels, from a pretrained model, and changes no more. */
public sealed interface FineTunedTeacher extends Teacher, AutoCloseable permits TunedTransformer, TunedGraph {

    /** What runs it: an engine of models, or the one of that name that also trains. */
    Engine engine();

    /** A copy of its encoder's weights, for a student to start from; empty where the CPU engine knows no such encoder. */
    Optional<PretrainedEncoder> encoder();

    /**
     * The same classifier as an imported one, for a {@link TeacherFolder}, its logits in the order of {@link #labels}.
     *
     * @param name stands for it in messages
     * @return to be closed by the caller
     * @throws org.kd4j.core.failure.InvalidInput if it does not answer as this one does
     */
    OnnxImport.Verified classifier(String name);

    /**
     * Its hidden states after some blocks (0: the embeddings), ascending; of use as long as this object is open.
     *
     * @throws IllegalArgumentException if there are no such blocks
     */
    BlockStates states(List<Integer> blocks);

    /**
     * Its counterfactuals; of use as long as this object is open. Empty where it is a graph whose blocks are not known.
     *
     * @param labels the classes in the order that is wanted
     * @param blocks whose states are answered too, ascending
     */
    Optional<InterchangeTeacher> counterfactuals(List<String> labels, List<Integer> blocks);

    @Override
    void close();
}
