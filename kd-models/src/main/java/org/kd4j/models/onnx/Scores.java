package org.kd4j.models.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kd4j.models.onnx.HeadSplit.Scaled;
import org.kd4j.models.onnx.NodeIndex.Operands;

/**
 * What the softmax of attention is of: scale * product + terms, some elements filled with one number.
 *
 * @param product the MatMul of queries and keys
 * @param fill which elements are filled; empty for none
 * @param terms names of what is added, such as a mask of large negative numbers
 */
record Scores(Node product, double scale, Optional<Fill> fill, List<String> terms) {

    /** How a mask is so low that what is added to it does not matter. */
    private static final double LOW = -1e4;

    /**
     * A number in place of the scores of some positions.
     *
     * @param where name of the condition
     * @param whereTrue whether the positions are those where it is true
     */
    record Fill(String where, double number, boolean whereTrue) {}

    Scores {
        terms = List.copyOf(terms);
    }

    static Optional<Scores> of(String name, NodeIndex index) {
        Node node = index.producer(name).orElse(null);
        if (node == null) {
            return Optional.empty();
        }
        if (node.is("MatMul")) {
            return Optional.of(new Scores(node, 1, Optional.empty(), List.of()));
        }
        Optional<Scaled> scaled = Scaled.by(node, index);
        if (scaled.isPresent()) {
            return of(scaled.get().name(), index)
                    .filter(scores -> scores.fill().isEmpty() && scores.terms().isEmpty())
                    .map(scores -> scores.times(scaled.get().factor()));
        }
        if (node.is("Add")) {
            return NodeIndex.operands(node).stream()
                    .flatMap(sum -> sum(node, sum, index).stream())
                    .findFirst();
        }
        return node.is("Where") ? filled(node, index) : Optional.empty();
    }

    private Scores times(double factor) {
        return new Scores(product, scale * factor, fill, terms);
    }

    private static Optional<Scores> sum(Node node, Operands sum, NodeIndex index) {
        return of(sum.one(), index)
                .filter(scores -> index.shape(node.name()).equals(index.shape(sum.one())))
                .map(scores -> {
                    List<String> terms = new ArrayList<>(scores.terms());
                    terms.add(unexpanded(sum.other(), index));
                    return new Scores(scores.product(), scores.scale(), scores.fill(), terms);
                });
    }

    private static Optional<Scores> filled(Node node, NodeIndex index) {
        boolean whereTrue = index.number(node.input(1)).isPresent();
        String number = node.input(whereTrue ? 1 : 2);
        String scores = node.input(whereTrue ? 2 : 1);
        if (!(index.number(number).orElse(0) <= LOW)
                || !index.shape(node.name()).equals(index.shape(scores))) {
            return Optional.empty();
        }
        Fill fill =
                new Fill(unexpanded(node.input(0), index), index.number(number).getAsDouble(), whereTrue);
        return of(scores, index)
                .filter(inner -> inner.fill().isEmpty() && inner.terms().isEmpty())
                .map(inner -> new Scores(inner.product(), inner.scale(), Optional.of(fill), List.of()));
    }

    /** Before a stretching that adding to the scores, or choosing from them, does anyway. */
    private static String unexpanded(String name, NodeIndex index) {
        return index.producer(name, "Expand").map(node -> node.input(0)).orElse(name);
    }
}
