package org.kd4j.models.onnx;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.ToIntFunction;
import org.kd4j.core.failure.InvalidInput;

/**
 * A checked model over token ids, whatever runs it. Outputs are those of the export, and {@code hidden_states.K} for the
 * hidden states [batch, sequence, hidden] after K blocks (0: the embeddings) where the blocks are recognised.
 */
public interface TextModel extends AutoCloseable {
    /** What exports of classifiers call their logits. */
    String LOGITS = "logits";

    /** What exports of encoders call their last hidden states. */
    String LAST_STATE = "last_hidden_state";

    /** The file's name, for messages. */
    String name();

    /** What runs it; never {@link Engine#AUTO}. */
    Engine engine();

    /** Names of the inputs, in the model's order. */
    List<String> inputs();

    /** Names of the outputs: the export's in its order, then the hidden states that it does not name itself. */
    List<String> outputs();

    /** The name of the hidden states after k blocks. */
    static String hiddenState(int k) {
        return "hidden_states." + k;
    }

    /** The output that is the logits [batch, classes], where it is clear which. */
    default Optional<String> logits() {
        return logits(outputs(), this::rank);
    }

    /** The same among outputs of these ranks: the one of that name, or else the only one with two axes. */
    static Optional<String> logits(Collection<String> outputs, ToIntFunction<String> rank) {
        List<String> candidates =
                outputs.stream().filter(name -> rank.applyAsInt(name) == 2).toList();
        if (candidates.contains(LOGITS)) {
            return Optional.of(LOGITS);
        }
        return candidates.size() == 1 ? Optional.of(candidates.get(0)) : Optional.empty();
    }

    /**
     * The output that is the last hidden states [batch, sequence, hidden]: by its name, or else the one of the highest
     * number, or else the only one with three axes.
     *
     * @throws InvalidInput if there is none
     */
    default String lastHiddenState() {
        List<String> states = outputs().stream().filter(name -> rank(name) == 3).toList();
        if (states.contains(LAST_STATE)) {
            return LAST_STATE;
        }
        return states.stream()
                .filter(name -> name.matches("hidden_states\\.\\d{1,4}"))
                .max(Comparator.comparingInt(name -> Integer.parseInt(name.substring(name.indexOf('.') + 1))))
                .or(() -> states.stream().filter(name -> states.size() == 1).findFirst())
                .orElseThrow(() -> new InvalidInput(
                        name(),
                        "outputs " + outputs(),
                        "hidden states [batch, sequence, hidden]: " + LAST_STATE
                                + ", hidden_states.K, or one output alone",
                        "Export the model with its hidden states."));
    }

    /** Number of axes of an output: 2 for logits [batch, classes], 3 for hidden states [batch, sequence, hidden]. */
    int rank(String output);

    /**
     * The size of an output's last axis.
     *
     * @throws InvalidInput if it depends on the inputs
     */
    int width(String output);

    /** Hex SHA-256 of the model's file and its external data; the same whatever runs the model. */
    String fingerprint();

    /** Number of rows of the table that this input indexes, if it does; ids are below. */
    OptionalLong vocabulary(String input);

    /**
     * Checks that texts may be this long.
     *
     * @param tokens length of the longest sequence
     * @throws InvalidInput if the model has fewer positions
     */
    void requireLength(int tokens);

    /**
     * @param given one matrix [batch, sequence] for every input
     * @param wanted names of outputs
     * @return the wanted outputs, by name
     * @throws InvalidInput if an id is outside its table, or a text longer than the model allows
     */
    Map<String, Output> run(Map<String, long[][]> given, List<String> wanted);

    /** Frees the memory outside the heap; the model cannot be used afterwards. */
    @Override
    void close();
}
