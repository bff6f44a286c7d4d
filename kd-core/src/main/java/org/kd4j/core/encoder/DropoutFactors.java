package org.kd4j.core.encoder;

import java.util.List;
import org.kd4j.core.encoder.Masks.Site;

/**
 * What {@link TrainableEncoder#forward} multiplies values with under dropout, for whoever computes the same in another way,
 * all positions at once: 1 / (1 - share) where a value is kept, 0 where it is dropped and for padding.
 */
public final class DropoutFactors {
    private final EncoderShape shape;
    private final EncoderInput input;
    private final Masks masks;
    private final List<Unit> units;
    private final MaskDraw draw = new MaskDraw();

    /** @param stream as {@link TrainableEncoder#forward} takes it */
    public DropoutFactors(EncoderShape shape, EncoderInput input, Dropout dropout, long stream) {
        this.shape = shape;
        this.input = input;
        this.masks = new Masks(dropout, stream);
        this.units = Unit.divide(input, 1, Integer.MAX_VALUE);
    }

    /** Of the normalised embeddings, [batch, sequence, width]. */
    public float[] embeddings() {
        return rows(0, Site.EMBEDDINGS, shape.embeddings().width());
    }

    /**
     * Of what attention adds in a block, [batch, sequence, hidden].
     *
     * @param block from 1
     */
    public float[] attentionOutput(int block) {
        return rows(block, Site.ATTENTION_OUTPUT, shape.hidden());
    }

    /** Of what the feed-forward part adds in a block, [batch, sequence, hidden]. */
    public float[] feedForwardOutput(int block) {
        return rows(block, Site.FEED_FORWARD_OUTPUT, shape.hidden());
    }

    private float[] rows(int layer, Site site, int width) {
        float share = masks.share(site);
        float[] factors = new float[input.batch() * input.length() * width];
        for (Unit unit : units) {
            for (int i = 0; i < unit.records().length; i++) {
                int record = unit.records()[i];
                for (int token = 0; token < unit.tokens(i); token++) {
                    int place = record * input.length() + unit.positions()[unit.starts()[i] + token];
                    draw.draw(factors, place * width, masks.key(layer, site, record), token * width, width, share);
                }
            }
        }
        return scaled(factors, share);
    }

    /** Of the probabilities of attention in a block, [batch, heads, query, key]. */
    public float[] attention(int block) {
        int heads = shape.heads();
        int length = input.length();
        float share = masks.share(Site.ATTENTION);
        float[] factors = new float[Math.multiplyExact(input.batch() * heads, length * length)];
        for (Unit unit : units) {
            Attention.forEachRecord(
                    unit, 0, record -> record.forEachGroup(heads, group -> attention(block, unit, group, factors)));
        }
        return scaled(factors, share);
    }

    private void attention(int block, Unit unit, Attention.Group group, float[] factors) {
        int record = unit.records()[group.index()];
        long stream = masks.key(block, Site.ATTENTION, record);
        int tokens = group.tokens();
        int[] positions = unit.positions();
        int start = unit.starts()[group.index()];
        float[] drawn = new float[group.columns()];
        for (int key = 0; key < tokens; key++) {
            masks.ofAttention(draw, stream, group, key, drawn);
            for (int column = 0; column < group.columns(); column++) {
                int head = record * shape.heads() + group.head() + column / tokens;
                int row = head * input.length() + positions[start + column % tokens];
                factors[row * input.length() + positions[start + key]] = drawn[column];
            }
        }
    }

    private static float[] scaled(float[] mask, float share) {
        float growth = 1f / (1f - share);
        for (int i = 0; i < mask.length; i++) {
            mask[i] *= growth;
        }
        return mask;
    }
}
