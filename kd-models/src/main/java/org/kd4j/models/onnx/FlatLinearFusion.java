package org.kd4j.models.onnx;

import java.util.List;
import java.util.Optional;

/** A linear layer between two reshapes, which join the axes before the last into one and part them again. */
final class FlatLinearFusion implements Fusion {

    @Override
    public String makes() {
        return Products.LINEAR;
    }

    @Override
    public Optional<Node> match(Node last, NodeIndex index) {
        if (!last.is("Reshape")) {
            return Optional.empty();
        }
        return index.producer(last.input(0), Products.LINEAR)
                .filter(linear -> index.isUsedOnce(linear.name()))
                .flatMap(linear -> index.producer(linear.input(0), "Reshape")
                        .filter(flat -> haveOneStack(flat.input(0), last.name(), index))
                        .filter(flat -> haveOneWidth(flat.input(0), flat.name(), index))
                        .filter(flat -> haveOneWidth(linear.name(), last.name(), index))
                        .map(flat -> new Node(
                                Products.LINEAR,
                                List.of(flat.input(0), linear.input(1), linear.input(2)),
                                last.outputs(),
                                linear.attributes())));
    }

    private static boolean haveOneStack(String one, String other, NodeIndex index) {
        return index.shape(one)
                .map(FlatLinearFusion::stack)
                .equals(index.shape(other).map(FlatLinearFusion::stack));
    }

    private static boolean haveOneWidth(String one, String other, NodeIndex index) {
        return index.shape(one).map(Shape::last).equals(index.shape(other).map(Shape::last));
    }

    private static Shape stack(Shape shape) {
        return shape.part(0, shape.rank() - 1);
    }
}
