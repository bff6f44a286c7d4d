package org.kd4j.core.encoder;

/**
 * Sizes of what stands before the first block.
 *
 * @param vocabulary rows of the table of words, ≥ 1
 * @param positions rows of the table of positions; 0 where there is none
 * @param rule which row of the positions a token gets
 * @param types rows of the table of types; 0 where there is none
 * @param width of the tables' rows, ≥ 1
 * @param projected whether a linear layer [width, hidden] follows the normalisation; without it width is hidden
 */
public record EmbeddingShape(
        int vocabulary, int positions, PositionRule rule, int types, int width, boolean projected) {

    /** Throws {@link IllegalArgumentException} if a size is outside its range. */
    public EmbeddingShape {
        if (vocabulary < 1 || positions < 0 || types < 0 || width < 1) {
            throw new IllegalArgumentException("found " + vocabulary + " words, " + positions + " positions and "
                    + types + " types of width " + width + ", expected a word or more of width 1 or more");
        }
    }
}
