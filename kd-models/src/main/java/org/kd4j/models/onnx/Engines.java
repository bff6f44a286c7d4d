package org.kd4j.models.onnx;

import java.util.Optional;
import org.kd4j.core.encoder.Encoder;
import org.kd4j.core.failure.InvalidInput;

/** Lets an engine take over a graph that is known to be right. */
final class Engines {
    private static final long SEED = 2;

    private Engines() {}

    /**
     * @param graph closed with what is given back, or here if that fails
     * @param model where the graph comes from; empty for a saved graph
     * @throws InvalidInput if the engine cannot run the model, or does not agree with the graph
     */
    static TextModel run(OnnxGraph graph, Optional<OnnxModel> model, Engine engine) {
        try {
            return switch (engine) {
                case SAMEDIFF -> graph;
                case ONNXRUNTIME -> runtime(graph, model);
                case ENCODER -> encoder(graph);
                case AUTO -> graph.encoder() instanceof EncoderSearch.Found ? fastest(graph) : graph;
            };
        } catch (RuntimeException e) {
            graph.close();
            throw e;
        }
    }

    /** The CPU engine, if it gives what the graph gives: what it was recognised by is no proof. */
    private static TextModel fastest(OnnxGraph graph) {
        try {
            return encoder(graph);
        } catch (InvalidInput differs) {
            return graph;
        }
    }

    private static TextModel encoder(OnnxGraph graph) {
        EncoderModel model = checkedEncoder(graph);
        model.releaseCopied();
        return model;
    }

    /**
     * The weights of a graph's encoder, once the engine has given with them what the graph gives, or, where it has no
     * library to compute with, nodes that are written of them.
     *
     * @param graph stays open
     * @throws InvalidInput if the graph is no encoder that the engine knows
     */
    static PretrainedEncoder pretrained(OnnxGraph graph) {
        EncoderForm form = form(graph);
        PretrainedEncoder weights = new EncoderWeights(graph.sameDiff(), form.plan()).pretrained();
        if (Encoder.library().isPresent()) {
            checkedEncoder(graph).closeEngine();
        } else {
            new WrittenEncoder(graph, form).disagreement(weights).ifPresent(found -> {
                throw found.refusal(graph.name() + " written anew");
            });
        }
        return weights;
    }

    private static EncoderForm form(OnnxGraph graph) {
        if (graph.encoder() instanceof EncoderSearch.None none) {
            throw refused(graph, "no encoder that the CPU engine knows: " + none.reason());
        }
        return ((EncoderSearch.Found) graph.encoder()).form();
    }

    /**
     * The weights of a graph's head, once they have given what the graph gives.
     *
     * @param graph stays open
     */
    static HeadSearch pretrainedHead(OnnxGraph graph) {
        if (!(graph.encoder() instanceof EncoderSearch.Found found)) {
            return new HeadSearch.None("it is no encoder that the CPU engine knows");
        }
        EncoderForm form = found.form();
        if (form.head() instanceof HeadPlan.None none) {
            return new HeadSearch.None(none.reason());
        }
        HeadPlan.Known plan = (HeadPlan.Known) form.head();
        if (!graph.outputs().contains(plan.output())) {
            return new HeadSearch.None("its logits are among the outputs that were compared with nothing");
        }
        EncoderWeights weights = new EncoderWeights(graph.sameDiff(), form.plan());
        return new HeadProof(graph, form)
                .of(plan, weights)
                .<HeadSearch>map(HeadSearch.Found::new)
                .orElseGet(() -> new HeadSearch.None("its logits follow neither from the state of the first position"
                        + " nor from the mean of the states, by the layers before them"));
    }

    private static EncoderModel checkedEncoder(OnnxGraph graph) {
        EncoderForm form = form(graph);
        EncoderModel model;
        try {
            model = new EncoderModel(graph, form);
        } catch (IllegalStateException | IllegalArgumentException e) {
            throw refused(graph, e.getMessage());
        }
        Optional<ParityCheck.Parting> parting =
                new ParityCheck(model).against("its SameDiff graph", RandomCases.of(graph, SEED));
        if (parting.isPresent()) {
            model.closeEngine();
            throw parting.get().disagreement().refusal(graph.name() + " on the encoder engine");
        }
        return model;
    }

    private static TextModel runtime(OnnxGraph graph, Optional<OnnxModel> model) {
        if (model.isEmpty() || !OnnxImport.runtimeIsPresent()) {
            String missing = model.isEmpty() ? "no ONNX file" : "no ONNX Runtime on the class path";
            throw refused(graph, missing);
        }
        RuntimeModel runtime = new RuntimeModel(graph, model.get());
        // Its weights are not needed any more; what it knows of the inputs is.
        graph.close();
        return runtime;
    }

    private static InvalidInput refused(OnnxGraph graph, String found) {
        return new InvalidInput(
                graph.name(),
                found,
                "a model for the engine that was asked for",
                "Set teacher.engine to auto or samediff.");
    }
}
