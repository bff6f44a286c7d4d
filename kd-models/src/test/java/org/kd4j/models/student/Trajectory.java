package org.kd4j.models.student;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.StreamSupport;
import org.kd4j.core.batch.Batch;
import org.kd4j.core.golden.Golden;
import org.kd4j.core.objective.Hinton;
import org.kd4j.core.objective.LogitRegression;
import org.kd4j.core.objective.Objective;
import org.kd4j.core.objective.Reduction;

/** A training that PyTorch ran, step by step, as the header of trajectories.py describes it. */
record Trajectory(JsonNode root) {

    static Trajectory read(String name) {
        return new Trajectory(Golden.json("trajectories/" + name + ".json"));
    }

    JsonNode hyperparameters() {
        return root.get("hyperparameters");
    }

    boolean hasWeight(String name) {
        return root.get("initial_weights").has(name);
    }

    /** All numbers of an initial weight, in the order in which they are nested. */
    float[] weight(String name) {
        List<Float> numbers = new ArrayList<>();
        flatten(root.get("initial_weights").get(name), numbers);
        float[] flat = new float[numbers.size()];
        for (int i = 0; i < flat.length; i++) {
            flat[i] = numbers.get(i);
        }
        return flat;
    }

    /** Sizes of an initial weight. */
    int[] shape(String name) {
        List<Integer> sizes = new ArrayList<>();
        for (JsonNode n = root.get("initial_weights").get(name); n.isArray(); n = n.get(0)) {
            sizes.add(n.size());
        }
        return sizes.stream().mapToInt(Integer::intValue).toArray();
    }

    int paddedLength() {
        return root.get("records").get("input_ids").get(0).size();
    }

    /** The records, without their padding. */
    Batch records() {
        JsonNode records = root.get("records");
        int n = records.get("labels").size();
        List<String> ids = new ArrayList<>();
        int[][] tokens = new int[n][];
        int[] labels = new int[n];
        for (int i = 0; i < n; i++) {
            ids.add("record " + i);
            int length = (int) Math.round(numbers(records.get("attention_mask").get(i)).stream()
                    .mapToDouble(x -> x)
                    .sum());
            tokens[i] = numbers(records.get("input_ids").get(i)).stream()
                    .mapToInt(Double::intValue)
                    .limit(length)
                    .toArray();
            labels[i] = records.get("labels").get(i).asInt();
        }
        return Batch.of(ids, tokens, labels).withTeacher(rows(records.get("teacher_logits")));
    }

    Objective objective() {
        JsonNode h = hyperparameters();
        double hard = h.get("hard_weight").asDouble();
        double soft = h.get("soft_weight").asDouble();
        return switch (h.get("loss").asText()) {
            case "hinton" -> new Hinton(h.get("temperature").asDouble(), hard, soft, Reduction.BATCHMEAN);
            case "logit_regression" -> new LogitRegression(hard, soft, Reduction.MEAN);
            default -> throw new IllegalArgumentException("unknown loss in " + h);
        };
    }

    /** Rows of the records that each step takes, epoch by epoch. */
    List<List<int[]>> epochs() {
        int size = root.get("batch_size").asInt();
        List<List<int[]>> epochs = new ArrayList<>();
        for (JsonNode epoch : root.get("epoch_order")) {
            int[] order = numbers(epoch).stream().mapToInt(Double::intValue).toArray();
            List<int[]> steps = new ArrayList<>();
            for (int from = 0; from < order.length; from += size) {
                steps.add(Arrays.copyOfRange(order, from, Math.min(order.length, from + size)));
            }
            epochs.add(steps);
        }
        return epochs;
    }

    List<Double> losses() {
        return numbers(root.get("losses"));
    }

    float[][] finalLogits() {
        return rows(root.get("final_logits"));
    }

    private static float[][] rows(JsonNode matrix) {
        float[][] rows = new float[matrix.size()][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = new float[matrix.get(i).size()];
            for (int j = 0; j < rows[i].length; j++) {
                rows[i][j] = matrix.get(i).get(j).floatValue();
            }
        }
        return rows;
    }

    private static List<Double> numbers(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asDouble)
                .toList();
    }

    private static void flatten(JsonNode node, List<Float> into) {
        if (node.isArray()) {
            node.forEach(child -> flatten(child, into));
        } else {
            into.add(node.floatValue());
        }
    }
}
