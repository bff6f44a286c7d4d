package org.kd4j.models.onnx;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.kd4j.models.onnx.EncoderPlan.Linear;
import org.kd4j.models.onnx.EncoderPlan.Normalization;
import org.kd4j.models.onnx.EncoderSearch.Unlike;
import org.kd4j.models.onnx.Value.Constant;

/** Finds the role of each table in the embeddings of an encoder: the normalised sum of rows of words, positions, types. */
final class EmbeddingRoles {
    static final String IDS = "input_ids";

    private final NodeIndex index;
    private final Set<String> inputs;
    private final Optional<String> mask;
    private Optional<String> words = Optional.empty();
    private Optional<String> positions = Optional.empty();
    private Optional<Integer> padding = Optional.empty();
    private Optional<String> typeTable = Optional.empty();
    private Optional<String> types = Optional.empty();

    EmbeddingRoles(NodeIndex index, Set<String> inputs, Optional<String> mask) {
        this.index = index;
        this.inputs = inputs;
        this.mask = mask;
    }

    /** The input that indexes the types; known once {@link #tables} was called. */
    Optional<String> types() {
        return types;
    }

    /**
     * @param state name of what the first block takes
     * @throws Unlike if it is computed in another way
     */
    EncoderPlan.Embeddings tables(String state) {
        Optional<Node> projection = index.producer(state, Products.LINEAR);
        String normal = projection.map(node -> node.input(0)).orElse(state);
        Node normalization = index.producer(normal, "LayerNormalization")
                .orElseThrow(() -> new Unlike("the embeddings '" + normal + "' are not normalised"));
        terms(normalization.input(0)).forEach(this::assign);
        Normalization roles = EncoderRoles.normalization(normalization);
        Optional<Linear> projected = projection.map(EncoderRoles::roles);
        String table = words.orElseThrow(() -> new Unlike("no table is indexed by " + IDS));
        return new EncoderPlan.Embeddings(table, positions, padding, typeTable, roles, projected);
    }

    private List<String> terms(String sum) {
        Optional<Node> addition = index.producer(sum, "Add");
        if (addition.isEmpty()) {
            return List.of(sum);
        }
        List<String> terms = new ArrayList<>(terms(addition.get().input(0)));
        terms.addAll(terms(addition.get().input(1)));
        return terms;
    }

    private void assign(String term) {
        Node gather = index.producer(term, "Gather")
                .filter(node -> node.integer("axis", 0) == 0 && index.isParameter(node.input(0), 2))
                .orElseThrow(() -> new Unlike("the embeddings' term '" + term + "' is not looked up in a table"));
        String table = gather.input(0);
        List<Node> behind = index.leadingTo(List.of(gather.input(1)));
        Set<String> sources = sources(gather.input(1), behind);
        if (sources.isEmpty()) {
            if (countsUp(gather.input(1), behind)) {
                positions = only(positions, table, "positions");
            } else {
                typeTable = only(typeTable, table, "types");
            }
        } else if (!sources.equals(Set.of(IDS)) && isPlain(behind) && sources.size() == 1) {
            types = Optional.of(sources.iterator().next());
            requireNotMask();
            typeTable = only(typeTable, table, "types");
        } else if (sources.equals(Set.of(IDS)) && isPlain(behind)) {
            words = only(words, table, "words");
        } else if (sources.equals(Set.of(IDS)) && behind.stream().anyMatch(node -> node.is("CumSum"))) {
            positions = only(positions, table, "positions");
            padding = Optional.of(padding(behind));
        } else {
            throw new Unlike("the table '" + table + "' is indexed by what is computed of " + sources);
        }
    }

    private void requireNotMask() {
        if (types.equals(mask)) {
            throw new Unlike("the mask indexes a table");
        }
    }

    private static Optional<String> only(Optional<String> known, String table, String what) {
        if (known.isPresent()) {
            throw new Unlike("two tables of " + what + ", '" + known.get() + "' and '" + table + "'");
        }
        return Optional.of(table);
    }

    private Set<String> sources(String value, List<Node> behind) {
        Set<String> sources = new HashSet<>(Set.of(value));
        behind.forEach(node -> sources.addAll(node.inputs()));
        sources.retainAll(inputs);
        return sources;
    }

    /** Whether these nodes hand an input on as it is. */
    private static boolean isPlain(List<Node> nodes) {
        return nodes.stream().allMatch(node -> node.is("Cast"));
    }

    /** Whether indices that no text changes are 0, 1, 2, …, and not all 0. */
    private boolean countsUp(String indices, List<Node> behind) {
        Set<String> constants = new HashSet<>(Set.of(indices));
        behind.forEach(node -> constants.addAll(node.inputs()));
        return behind.stream().anyMatch(node -> node.is("Range"))
                || constants.stream()
                        .flatMap(name -> index.constant(name).stream())
                        .anyMatch(constant -> isCount(constant));
    }

    private static boolean isCount(Constant constant) {
        long length = constant.array().length();
        return length > 1
                && !constant.type().isFPType()
                && constant.array().ravel().getLong(0) == 0
                && constant.array().ravel().getLong(length - 1) == length - 1;
    }

    /** The id that RoBERTa's positions compare with. */
    private int padding(List<Node> behind) {
        for (Node node : behind) {
            if (node.is("Equal")) {
                for (NodeIndex.Operands operands : NodeIndex.operands(node)) {
                    if (index.number(operands.other()).isPresent()) {
                        return (int) index.number(operands.other()).getAsDouble();
                    }
                }
            }
        }
        throw new Unlike("positions are counted, but behind no padding token");
    }
}
