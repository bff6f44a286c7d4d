package org.kd4j.core.encoder;

import org.kd4j.core.seed.Seeds;

/**
 * The dropout of one forward pass. A mask depends on the stream, the layer, what it is for and the record alone.
 *
 * @param stream a number of this pass's own
 */
record Masks(Dropout rates, long stream) {
    /** What a mask is for. */
    enum Site {
        EMBEDDINGS,
        ATTENTION,
        ATTENTION_OUTPUT,
        FEED_FORWARD_OUTPUT
    }

    /**
     * @param layer 0 for the embeddings, else the block from 1
     * @param record in the batch
     */
    long key(int layer, Site site, int record) {
        return Seeds.derive(stream, "dropout", ((long) layer * Site.values().length + site.ordinal()) << 32 | record);
    }

    float share(Site site) {
        return switch (site) {
            case EMBEDDINGS -> rates.embeddings();
            case ATTENTION -> rates.attention();
            case ATTENTION_OUTPUT, FEED_FORWARD_OUTPUT -> rates.hidden();
        };
    }

    boolean none(Site site) {
        return share(site) == 0;
    }

    /**
     * Drops values of a token's row, and lets the others grow; the same call on the gradient is the way back.
     *
     * @param row of the unit
     */
    void apply(TrainingWorkspace workspace, Unit unit, int row, int layer, Site site, float[] values, int width) {
        if (none(site)) {
            return;
        }
        float[] mask = mask(workspace, unit, row, layer, site, width);
        float growth = growth(site);
        for (int i = 0; i < width; i++) {
            values[i] *= mask[i] * growth;
        }
    }

    /** The mask of a token's row, 0 and 1. */
    float[] mask(TrainingWorkspace workspace, Unit unit, int row, int layer, Site site, int width) {
        float[] mask = workspace.mask(width);
        int index = unit.owners()[row];
        int place = row - unit.starts()[index];
        workspace.draw.draw(mask, 0, key(layer, site, unit.records()[index]), place * width, width, share(site));
        return mask;
    }

    /** What kept values are multiplied by. */
    float growth(Site site) {
        return 1f / (1f - share(site));
    }

    /**
     * The mask of a row of a group's probabilities.
     *
     * @param key of the record's attention
     * @param row the token whose key it is
     * @param mask receives 0 and 1 [head and query]
     */
    void ofAttention(MaskDraw draw, long key, Attention.Group group, int row, float[] mask) {
        draw.draw(mask, 0, key, first(group, row), group.columns(), share(Site.ATTENTION));
    }

    /**
     * What the masks of a row have for the first token.
     *
     * @param key of the record's attention
     * @param row the token whose key it is
     * @param mask receives 0 and 1 [heads]
     */
    void ofFirstToken(long key, Attention.Tokens record, int heads, int row, float[] mask) {
        float share = share(Site.ATTENTION);
        record.forEachGroup(heads, group -> {
            for (int i = 0; i < group.count(); i++) {
                mask[group.head() + i] = MaskDraw.one(key, first(group, row) + i * group.tokens(), share);
            }
        });
    }

    private static int first(Attention.Group group, int row) {
        return (group.head() * group.tokens() + row * group.count()) * group.tokens();
    }
}
