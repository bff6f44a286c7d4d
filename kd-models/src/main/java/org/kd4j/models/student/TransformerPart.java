package org.kd4j.models.student;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kd4j.core.training.ParameterPart;

/** Weights of a {@link TransformerStudent} that are named together. */
public sealed interface TransformerPart {
    /** Words, positions and types, their normalisation, and their projection if there is one. */
    record Embeddings() implements TransformerPart {
        @Override
        public boolean contains(ParameterPart part) {
            return part.name().startsWith("embeddings.");
        }

        @Override
        public String toString() {
            return "embeddings";
        }
    }

    /**
     * Blocks that follow each other.
     *
     * @param first from 1
     * @param last at least the first
     */
    record Layers(int first, int last) implements TransformerPart {
        private static final Pattern NAME = Pattern.compile("layers? (\\d{1,4})(?:-(\\d{1,4}))?");
        private static final Pattern PART = Pattern.compile("layers\\.(\\d+)\\..*");

        public Layers {
            Expect.atLeast(1, "first of the layers", first);
            Expect.atLeast(first, "last of the layers", last);
        }

        @Override
        public boolean contains(ParameterPart part) {
            Matcher name = PART.matcher(part.name());
            int block = name.matches() ? 1 + Integer.parseInt(name.group(1)) : 0;
            return first <= block && block <= last;
        }

        @Override
        public void requireIn(int layers, boolean shared) {
            if (last > layers) {
                throw new IllegalArgumentException(this + " of " + layers);
            }
            if (shared && (first > 1 || last < layers)) {
                throw new IllegalArgumentException(this + " of " + layers + " layers that have the same weights");
            }
        }

        @Override
        public String toString() {
            return first == last ? "layer " + first : "layers " + first + "-" + last;
        }
    }

    /** What leads from the pooled states to the logits. */
    record Head() implements TransformerPart {
        @Override
        public boolean contains(ParameterPart part) {
            return part.name().startsWith("head.");
        }

        @Override
        public String toString() {
            return "head";
        }
    }

    /** The names that {@link #parse} knows. */
    String NAMES = "embeddings, layer N, layers N-M (from 1), head";

    /** @throws IllegalArgumentException if it is none of {@link #NAMES} */
    static TransformerPart parse(String name) {
        Matcher layers = Layers.NAME.matcher(name);
        if (layers.matches()) {
            int first = Integer.parseInt(layers.group(1));
            return new Layers(first, layers.group(2) == null ? first : Integer.parseInt(layers.group(2)));
        }
        return switch (name) {
            case "embeddings" -> new Embeddings();
            case "head" -> new Head();
            default -> throw new IllegalArgumentException("found " + name + ", expected one of " + NAMES);
        };
    }

    /** Whether a weight of a student is one of these. */
    boolean contains(ParameterPart part);

    /**
     * Throws {@link IllegalArgumentException}, saying what was found, if an encoder has no such part.
     *
     * @param shared whether all its layers have the same weights
     */
    default void requireIn(int layers, boolean shared) {}
}
