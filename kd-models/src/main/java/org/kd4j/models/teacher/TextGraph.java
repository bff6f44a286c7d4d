package org.kd4j.models.teacher;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.core.tokens.Encoding;
import org.kd4j.core.tokens.Tokenizer;
import org.kd4j.models.onnx.Output;
import org.kd4j.models.onnx.PaddedTexts;
import org.kd4j.models.onnx.TextModel;

/** A graph over token ids together with the tokenizer that makes them: runs texts in batches. */
final class TextGraph {
    private static final String IDS = PaddedTexts.IDS;
    private static final String MASK = PaddedTexts.MASK;
    private static final String TYPES = PaddedTexts.TYPES;
    private static final int BATCH_SIZE = 32;
    private static final int QUOTED = 40;

    /** What a text's answer is within the output of its batch. */
    @FunctionalInterface
    interface Reader {
        /**
         * @param batch the output for the whole batch, its first axis the batch
         * @param row where the text stands in it
         * @param length number of the text's tokens; positions from there on are padding
         */
        float[] read(Output batch, int row, int length);
    }

    private final TextModel graph;
    private final Tokenizer tokenizer;

    /** @throws InvalidInput if the graph does not take what the tokenizer gives */
    TextGraph(TextModel graph, Tokenizer tokenizer) {
        this.graph = graph;
        this.tokenizer = tokenizer;
        requireInputs();
        requireVocabulary(graph, tokenizer);
        graph.requireLength(tokenizer.maxTokens());
    }

    private void requireInputs() {
        List<String> inputs = graph.inputs();
        if (!inputs.contains(IDS) || !Set.of(IDS, MASK, TYPES).containsAll(inputs)) {
            throw new InvalidInput(
                    graph.name(),
                    "inputs " + inputs,
                    IDS + ", and perhaps " + MASK + " and " + TYPES,
                    "Export the model with these input names.");
        }
    }

    /** @throws InvalidInput if the tokenizer has tokens for which the model has no embeddings */
    static void requireVocabulary(TextModel graph, Tokenizer tokenizer) {
        long rows = graph.vocabulary(IDS).orElse(Long.MAX_VALUE);
        if (tokenizer.vocabularySize() > rows) {
            throw new InvalidInput(
                    graph.name(),
                    "embeddings of " + rows + " tokens with a tokenizer of " + tokenizer.vocabularySize(),
                    "no more tokens than embeddings",
                    "Set teacher.tokenizer to the tokenizer.json that came with the model.");
        }
    }

    /**
     * Runs all texts. Texts of about equal length share a batch, so that little of it is padding.
     *
     * @return one answer a text, in the order of the texts
     * @throws InvalidInput if an answer holds a value that is not finite
     */
    float[][] apply(List<String> texts, String output, Reader reader) {
        return apply(texts, List.of(output), reader);
    }

    /** The same for several outputs of one run; an answer is what is read from each, one after another. */
    float[][] apply(List<String> texts, List<String> outputs, Reader reader) {
        List<Encoding> encodings = tokenizer.encode(texts);
        float[][] answers = new float[texts.size()][];
        for (List<Integer> members : batches(encodings)) {
            Map<String, Output> batch = run(members.stream().map(encodings::get).toList(), outputs);
            for (int row = 0; row < members.size(); row++) {
                int text = members.get(row);
                int length = encodings.get(text).ids().length;
                answers[text] = new float[0];
                for (String output : outputs) {
                    float[] answer = reader.read(batch.get(output), row, length);
                    requireFinite(answer, texts.get(text), output);
                    answers[text] = answers[text].length == 0 ? answer : joined(answers[text], answer);
                }
            }
        }
        return answers;
    }

    /** Numbers of the texts. Without a mask a model reads padding as it does tokens: only equal lengths share a batch then. */
    private List<List<Integer>> batches(List<Encoding> encodings) {
        ToIntFunction<Integer> length = text -> encodings.get(text).ids().length;
        List<Integer> order = IntStream.range(0, encodings.size())
                .boxed()
                .sorted(Comparator.comparingInt(length))
                .toList();
        boolean mixed = graph.inputs().contains(MASK);
        List<List<Integer>> batches = new ArrayList<>();
        for (int from = 0, to = 0; from < order.size(); from = to) {
            int shortest = length.applyAsInt(order.get(from));
            while (to < Math.min(order.size(), from + BATCH_SIZE)
                    && (mixed || length.applyAsInt(order.get(to)) == shortest)) {
                to++;
            }
            batches.add(order.subList(from, to));
        }
        return batches;
    }

    private static float[] joined(float[] first, float[] second) {
        float[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private Map<String, Output> run(List<Encoding> encodings, List<String> outputs) {
        int[][] rows = encodings.stream().map(Encoding::ids).toArray(int[][]::new);
        PaddedTexts texts = PaddedTexts.of(rows, tokenizer.paddingId(), PaddedTexts.longest(rows));
        return graph.run(texts.inputs(graph.inputs()), outputs);
    }

    private void requireFinite(float[] answer, String text, String output) {
        for (float value : answer) {
            if (!Float.isFinite(value)) {
                String beginning = text.length() > QUOTED ? text.substring(0, QUOTED) + "…" : text;
                throw new InvalidInput(
                        graph.name() + ", output '" + output + "'",
                        "the value " + value + " for the text '" + beginning + "'",
                        "finite values",
                        "The model cannot serve as a teacher; export it again.");
            }
        }
    }
}
