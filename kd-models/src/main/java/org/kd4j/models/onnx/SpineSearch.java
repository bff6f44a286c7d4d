package org.kd4j.models.onnx;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.kd4j.models.onnx.NodeIndex.Operands;
import org.kd4j.models.onnx.ResidualSpine.Block;
import org.kd4j.models.onnx.ResidualSpine.Sublayer;

/** Whether the blocks of an encoder were recognised. */
sealed interface SpineSearch {
    /** They were. */
    record Found(ResidualSpine spine) implements SpineSearch {}

    /** They were not; the reason is a clause for messages. */
    record None(String reason) implements SpineSearch {}

    /** @param nodes of a model in order, groups that stand for one operation made one */
    static SpineSearch in(List<Node> nodes, NodeIndex index) {
        List<Sublayer> sublayers = new ArrayList<>();
        for (Node node : nodes) {
            if (node.is("LayerNormalization")) {
                sublayer(node, index).ifPresent(sublayers::add);
            }
        }
        if (sublayers.isEmpty()) {
            return new None("no LayerNormalization is of a sum of a value and what is computed of it");
        }
        List<Block> blocks = new ArrayList<>();
        for (int i = 0; i + 1 < sublayers.size(); i += 2) {
            Sublayer first = sublayers.get(i);
            Sublayer second = sublayers.get(i + 1);
            if (!first.attends() || second.attends()) {
                return new None("the sublayers that end in " + first.output() + " and " + second.output()
                        + " are not one of attention and one of no attention");
            }
            blocks.add(new Block(first, second));
        }
        return joined(blocks, sublayers.size());
    }

    private static SpineSearch joined(List<Block> blocks, int sublayers) {
        if (sublayers % 2 != 0) {
            return new None(sublayers + " normalised sums are no pairs of attention and feed-forward layers");
        }
        for (int i = 0; i < blocks.size(); i++) {
            Block block = blocks.get(i);
            boolean within =
                    block.feedForward().input().equals(block.attention().output());
            boolean before = i == 0
                    || block.attention()
                            .input()
                            .equals(blocks.get(i - 1).feedForward().output());
            if (!within || !before) {
                return new None("block " + (i + 1) + " takes something else than what comes before it");
            }
        }
        return new Found(new ResidualSpine(blocks));
    }

    private static Optional<Sublayer> sublayer(Node normalization, NodeIndex index) {
        return index.producer(normalization.input(0), "Add").stream()
                .flatMap(sum -> NodeIndex.operands(sum).stream())
                .flatMap(sum -> sublayer(normalization, sum, index).stream())
                .findFirst();
    }

    /** If {@code sum.other} is computed of {@code sum.one}, of the same shape, with a position a text token. */
    private static Optional<Sublayer> sublayer(Node normalization, Operands sum, NodeIndex index) {
        boolean oneShape = index.shape(sum.one()).isPresent()
                && index.shape(sum.one()).equals(index.shape(sum.other()))
                && index.shape(sum.one()).get().rank() == 3;
        if (!oneShape) {
            return Optional.empty();
        }
        Set<String> dependent = new HashSet<>(Set.of(sum.one()));
        List<Node> between = new ArrayList<>();
        for (Node node : index.between(Set.of(sum.one()), List.of(sum.other()))) {
            if (node.inputs().stream().anyMatch(dependent::contains)) {
                dependent.addAll(node.outputs());
                between.add(node);
            }
        }
        return dependent.contains(sum.other())
                ? Optional.of(new Sublayer(sum.one(), sum.other(), between, normalization))
                : Optional.empty();
    }
}
