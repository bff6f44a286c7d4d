package org.kd4j.models.onnx;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.kd4j.core.encoder.Activation;
import org.kd4j.models.onnx.EncoderPlan.Block;
import org.kd4j.models.onnx.EncoderPlan.Linear;
import org.kd4j.models.onnx.EncoderPlan.Normalization;
import org.kd4j.models.onnx.EncoderSearch.Unlike;
import org.kd4j.models.onnx.ResidualSpine.Sublayer;

/**
 * Finds the role of each constant in the blocks of an encoder. What it takes for granted, such as that a mask is 0 where
 * there is padding, the engine's own comparison with the graph holds against the model.
 */
final class EncoderRoles {
    private final SimplifiedModel model;
    private final ResidualSpine spine;
    private final NodeIndex index;

    EncoderRoles(SimplifiedModel model, ResidualSpine spine) {
        this.model = model;
        this.spine = spine;
        this.index = new NodeIndex(model.nodes(), model.knowledge());
    }

    /** @throws Unlike if the model is another kind of encoder */
    EncoderPlan plan() {
        List<Block> blocks = new ArrayList<>();
        Set<Optional<String>> masks = new HashSet<>();
        Set<Long> heads = new HashSet<>();
        Set<Activation> activations = new HashSet<>();
        for (ResidualSpine.Block block : spine.blocks()) {
            Node attention = attention(block.attention());
            blocks.add(block(block, attention));
            masks.add(mask(attention));
            heads.add(attention.integer("heads", 1));
            activations.add(activation(block.feedForward()));
        }
        if (masks.size() > 1 || heads.size() > 1 || activations.size() > 1) {
            throw new Unlike("blocks differ in mask, heads or activation");
        }
        Optional<String> mask = masks.iterator().next();
        EmbeddingRoles embeddings = new EmbeddingRoles(index, inputs(), mask);
        EncoderPlan.Embeddings tables = embeddings.tables(spine.hidden(0));
        return new EncoderPlan(
                EmbeddingRoles.IDS,
                mask,
                embeddings.types(),
                Math.toIntExact(heads.iterator().next()),
                activations.iterator().next(),
                tables,
                blocks);
    }

    private Set<String> inputs() {
        return model.model().inputs().stream().map(OnnxModel.Input::name).collect(Collectors.toSet());
    }

    private Block block(ResidualSpine.Block block, Node attention) {
        Sublayer first = block.attention();
        Sublayer second = block.feedForward();
        Node down = linear(second.update());
        Node up = linear(activationNode(second).input(0));
        Node output = linear(first.update());
        requireFrom(up, second.input());
        if (!output.input(0).equals(attention.name())) {
            throw new Unlike("attention '" + attention.name() + "' is not followed by a linear layer");
        }
        return new Block(
                projection(attention, 0, first),
                projection(attention, 1, first),
                projection(attention, 2, first),
                roles(output),
                normalization(first.normalization()),
                roles(up),
                roles(down),
                normalization(second.normalization()));
    }

    private Node attention(Sublayer sublayer) {
        List<Node> fused = sublayer.between().stream()
                .filter(node -> node.is(Attention.OPERATOR))
                .toList();
        if (fused.size() != 1) {
            throw new Unlike("the attention before '" + sublayer.output()
                    + "' is not the softmax of scaled products of queries and keys, and a mask");
        }
        Node attention = fused.get(0);
        long width = index.shape(attention.name()).orElseThrow().last().value();
        double usual = 1 / Math.sqrt((double) width / attention.integer("heads", 1));
        if (Math.abs(attention.real("scale", 1) - usual) > 1e-5 * usual) {
            throw new Unlike("attention '" + attention.name() + "' has the scale " + attention.real("scale", 1)
                    + ", not " + usual);
        }
        return attention;
    }

    /** The input behind the mask of the scores; empty where there is none. */
    private Optional<String> mask(Node attention) {
        List<String> terms = attention.inputs().subList(3, attention.inputs().size());
        if (terms.isEmpty()) {
            return Optional.empty();
        }
        Set<String> sources = new HashSet<>();
        index.leadingTo(terms).forEach(node -> sources.addAll(node.inputs()));
        sources.addAll(terms);
        sources.retainAll(inputs());
        if (terms.size() > 1 || sources.size() != 1 || sources.contains(EmbeddingRoles.IDS)) {
            throw new Unlike("the scores of attention '" + attention.name() + "' have "
                    + (terms.size() > 1 ? "more terms than a mask" : "a term that is no mask of padding"));
        }
        return Optional.of(sources.iterator().next());
    }

    private Linear projection(Node attention, int input, Sublayer sublayer) {
        Node linear = linear(attention.input(input));
        requireFrom(linear, sublayer.input());
        return roles(linear);
    }

    private void requireFrom(Node linear, String input) {
        if (!linear.input(0).equals(input)) {
            throw new Unlike("the linear layer '" + linear.name() + "' does not take the block's state");
        }
    }

    private Node activationNode(Sublayer feedForward) {
        Node down = linear(feedForward.update());
        return index.producer(down.input(0))
                .filter(node -> node.is("Gelu") || node.is("Relu"))
                .orElseThrow(() -> new Unlike("the activation before '" + down.name() + "' is neither GELU nor ReLU"));
    }

    private Activation activation(Sublayer feedForward) {
        Node node = activationNode(feedForward);
        if (node.is("Relu")) {
            return Activation.RELU;
        }
        return node.text("approximate", "none").equals("tanh") ? Activation.GELU_TANH : Activation.GELU;
    }

    private Node linear(String name) {
        return index.producer(name, Products.LINEAR)
                .orElseThrow(() -> new Unlike("'" + name + "' is not a linear layer with a bias"));
    }

    static Linear roles(Node linear) {
        return new Linear(linear.input(1), linear.input(2), linear.integer("transB", 0) == 1);
    }

    static Normalization normalization(Node node) {
        if (node.inputs().size() < 3) {
            throw new Unlike("the normalisation '" + node.name() + "' has no bias");
        }
        return new Normalization(node.input(1), node.input(2), node.real("epsilon", 1e-5f));
    }
}
