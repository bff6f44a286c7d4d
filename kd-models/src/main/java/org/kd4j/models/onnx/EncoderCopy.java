package org.kd4j.models.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.kd4j.core.encoder.BlockWeights;
import org.kd4j.core.encoder.Dense;
import org.kd4j.core.encoder.EmbeddingWeights;
import org.kd4j.core.encoder.Norm;

/** Copies an encoder's weights out of the graph that they lie in; blocks that share theirs go on doing so. */
final class EncoderCopy {
    private final Map<BlockWeights, BlockWeights> copied = new IdentityHashMap<>();

    PretrainedEncoder of(PretrainedEncoder encoder) {
        List<BlockWeights> blocks = encoder.blocks().stream()
                .map(block -> copied.computeIfAbsent(block, EncoderCopy::block))
                .toList();
        return new PretrainedEncoder(embeddings(encoder.embeddings()), blocks, encoder.heads(), encoder.activation());
    }

    private static EmbeddingWeights embeddings(EmbeddingWeights weights) {
        return new EmbeddingWeights(
                floats(weights.words()),
                weights.positions().map(EncoderCopy::floats),
                weights.rule(),
                weights.types().map(EncoderCopy::floats),
                norm(weights.norm()),
                weights.projection().map(EncoderCopy::dense));
    }

    private static BlockWeights block(BlockWeights block) {
        return new BlockWeights(
                dense(block.query()),
                dense(block.key()),
                dense(block.value()),
                dense(block.output()),
                norm(block.attentionNorm()),
                dense(block.up()),
                dense(block.down()),
                norm(block.outputNorm()));
    }

    private static Dense dense(Dense layer) {
        return new Dense(layer.in(), layer.out(), floats(layer.weights()), floats(layer.bias()));
    }

    private static Norm norm(Norm norm) {
        return new Norm(floats(norm.gain()), floats(norm.bias()), norm.epsilon());
    }

    private static FloatBuffer floats(FloatBuffer values) {
        FloatBuffer copy = ByteBuffer.allocateDirect(Math.multiplyExact(values.remaining(), Float.BYTES))
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        return copy.put(values.duplicate()).flip();
    }
}
