package org.kd4j.models.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Attention of several heads (Vaswani et al., Attention Is All You Need, 2017), from the split into heads to where they
 * are joined again: softmax(scale q k' + mask) v. Makes a node {@link Attention#OPERATOR}.
 */
final class AttentionFusion implements Fusion {
    private static final List<Integer> HEADS_FIRST = List.of(0, 2, 1, 3);

    @Override
    public String makes() {
        return Attention.OPERATOR;
    }

    @Override
    public Optional<Node> match(Node last, NodeIndex index) {
        if (!last.is("Reshape")) {
            return Optional.empty();
        }
        return index.producer(last.input(0), "Transpose")
                .filter(node -> HeadSplit.axes(node).equals(HEADS_FIRST))
                .flatMap(node -> index.producer(node.input(0), "MatMul"))
                .flatMap(product -> attention(last, product, index));
    }

    private static Optional<Node> attention(Node last, Node product, NodeIndex index) {
        Optional<Node> softmax = probabilities(product.input(0), index);
        Optional<Scores> scores = softmax.flatMap(node -> Scores.of(node.input(0), index));
        if (scores.isEmpty()) {
            return Optional.empty();
        }
        Optional<HeadSplit> query = HeadSplit.of(scores.get().product().input(0), HeadSplit.ROWS, index);
        Optional<HeadSplit> key = HeadSplit.of(scores.get().product().input(1), HeadSplit.COLUMNS, index);
        Optional<HeadSplit> value = HeadSplit.of(product.input(1), HeadSplit.ROWS, index);
        boolean agree = query.isPresent()
                && key.isPresent()
                && value.isPresent()
                && value.get().scale() == 1
                && haveOneShape(List.of(query.get(), key.get(), value.get()), last, index);
        return agree ? Optional.of(node(last, scores.get(), query.get(), key.get(), value.get())) : Optional.empty();
    }

    private static Node node(Node last, Scores scores, HeadSplit query, HeadSplit key, HeadSplit value) {
        List<String> inputs = new ArrayList<>(List.of(query.source(), key.source(), value.source()));
        Map<String, Object> attributes = new HashMap<>();
        attributes.put("heads", query.heads());
        attributes.put("scale", (float) (scores.scale() * query.scale() * key.scale()));
        scores.fill().ifPresent(fill -> {
            inputs.add(fill.where());
            attributes.put("fill", (float) fill.number());
            attributes.put("filled", fill.whereTrue() ? 1L : 0L);
        });
        inputs.addAll(scores.terms());
        return new Node(Attention.OPERATOR, inputs, last.outputs(), attributes);
    }

    /** The softmax over the last axis of four. */
    private static Optional<Node> probabilities(String name, NodeIndex index) {
        return index.producer(name, "Softmax").filter(node -> {
            long axis = node.integer("axis", -1);
            return (axis == -1 || axis == 3)
                    && index.shape(name).filter(shape -> shape.rank() == 4).isPresent();
        });
    }

    /** Whether all have the sizes [batch, sequence, hidden] of what comes out. */
    private static boolean haveOneShape(List<HeadSplit> splits, Node last, NodeIndex index) {
        Optional<Shape> shape = index.shape(last.name());
        long heads = splits.get(0).heads();
        return splits.stream()
                .allMatch(split ->
                        split.heads() == heads && index.shape(split.source()).equals(shape));
    }
}
