package org.kd4j.models.onnx;

import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.kd4j.core.encoder.BlockWeights;
import org.kd4j.core.encoder.Dense;
import org.kd4j.core.encoder.EmbeddingWeights;
import org.kd4j.core.encoder.Encoder;
import org.kd4j.core.encoder.Norm;
import org.kd4j.core.encoder.PositionRule;
import org.kd4j.models.head.Pooling;
import org.kd4j.models.head.PretrainedHead;
import org.kd4j.models.onnx.EncoderPlan.Block;
import org.kd4j.models.onnx.EncoderPlan.Embeddings;
import org.kd4j.models.onnx.EncoderPlan.Linear;
import org.kd4j.models.onnx.EncoderPlan.Normalization;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Reads the weights of an encoder out of a graph's constants. */
record EncoderWeights(SameDiff graph, EncoderPlan plan) {

    /** The engine with these weights, on all processors. */
    Encoder encoder() {
        PretrainedEncoder weights = pretrained();
        int threads = Runtime.getRuntime().availableProcessors();
        return new Encoder(weights.embeddings(), weights.blocks(), weights.heads(), weights.activation(), threads);
    }

    PretrainedEncoder pretrained() {
        Map<Block, BlockWeights> made = new HashMap<>();
        List<BlockWeights> blocks = plan.blocks().stream()
                .map(block -> made.computeIfAbsent(block, this::block))
                .toList();
        return new PretrainedEncoder(embeddings(plan.embeddings()), blocks, plan.heads(), plan.activation());
    }

    /** The weights of a head, if it pools so. */
    PretrainedHead head(HeadPlan.Known head, Pooling pooling) {
        return new PretrainedHead(pooling, head.kind(), head.inner().map(this::dense), dense(head.last()));
    }

    private EmbeddingWeights embeddings(Embeddings tables) {
        PositionRule rule = tables.padding()
                .<PositionRule>map(PositionRule.BehindPadding::new)
                .orElseGet(PositionRule.FromStart::new);
        return new EmbeddingWeights(
                values(tables.words()),
                tables.positions().map(this::values),
                rule,
                tables.types().map(this::values),
                norm(tables.normalization()),
                tables.projection().map(this::dense));
    }

    private BlockWeights block(Block block) {
        return new BlockWeights(
                dense(block.query()),
                dense(block.key()),
                dense(block.value()),
                dense(block.output()),
                norm(block.attentionNormalization()),
                dense(block.up()),
                dense(block.down()),
                norm(block.outputNormalization()));
    }

    private Dense dense(Linear layer) {
        INDArray matrix = graph.getVariable(layer.weights()).getArr();
        return new Dense((int) matrix.size(0), (int) matrix.size(1), floats(matrix), values(layer.bias()));
    }

    private Norm norm(Normalization norm) {
        return new Norm(values(norm.gain()), values(norm.bias()), norm.epsilon());
    }

    private FloatBuffer values(String constant) {
        return floats(graph.getVariable(constant).getArr());
    }

    private static FloatBuffer floats(INDArray array) {
        boolean rowMajor = array.ordering() == 'c' && !array.isView() && array.elementWiseStride() == 1;
        INDArray plain = rowMajor ? array : array.dup('c');
        return plain.data().asNioFloat();
    }
}
