package org.kd4j.core.encoder;

/**
 * A block of a BERT-family encoder, each half of which adds to its input and normalises the sum: self-attention of
 * several heads, then two linear layers (Vaswani et al., Attention Is All You Need, 2017).
 *
 * @param query [hidden, hidden]; head h has the columns from h · hidden / heads on
 * @param key the same
 * @param value the same
 * @param output [hidden, hidden], from the heads side by side
 * @param attentionNorm over hidden
 * @param up [hidden, intermediate]
 * @param down [intermediate, hidden]
 * @param outputNorm over hidden
 */
public record BlockWeights(
        Dense query, Dense key, Dense value, Dense output, Norm attentionNorm, Dense up, Dense down, Norm outputNorm) {

    /** Throws {@link IllegalArgumentException} if the widths do not fit. */
    public BlockWeights {
        int hidden = query.in();
        for (Dense square : new Dense[] {query, key, value, output}) {
            Sizes.require("input of attention", square.in(), hidden);
            Sizes.require("output of attention", square.out(), hidden);
        }
        Sizes.require("attention's normalisation", attentionNorm.width(), hidden);
        Sizes.require("input of feed-forward", up.in(), hidden);
        Sizes.require("inside of feed-forward", down.in(), up.out());
        Sizes.require("output of feed-forward", down.out(), hidden);
        Sizes.require("feed-forward's normalisation", outputNorm.width(), hidden);
    }

    int hidden() {
        return query.in();
    }

    int intermediate() {
        return up.out();
    }
}
