package org.kd4j.data.targets;

/**
 * What a vector takes of an SQLite file. A row that is too long for the tree lies, but for its beginning, on pages of its
 * own, which it seldom fills; the tree's pages are at least half full.
 *
 * <p>SQLite: Database File Format, sections 1.6 (index cells) and 2.4 (tables without rowid).
 *
 * @param page bytes of a page
 */
record RowSize(int page) {
    /** The hash of the text in 64 letters, producer, checksum, and the sizes of all. */
    private static final int BESIDE_VALUES = 78;
    /** From so many on their size is written in a byte more. */
    private static final int LONG = 2_047;
    /** A pointer to the row, its length, and a pointer to its first page. */
    private static final int OF_TREE = 9;
    /** What a page has for a row's rest, behind a pointer to the next page. */
    private static final int NEXT_PAGE = 4;

    /** Bytes of a vector of so many values, and of what it leaves empty, at most. */
    long largest(int values) {
        long row = BESIDE_VALUES + (values < LONG ? 0 : 1) + (long) values * Float.BYTES;
        long longest = (page - 12L) * 64 / 255 - 23;
        if (row <= longest) {
            return 2 * (row + OF_TREE);
        }
        long beginning = (page - 12L) * 32 / 255 - 23;
        long pages = (row - beginning) / (page - NEXT_PAGE);
        long rest = (row - beginning) % (page - NEXT_PAGE);
        return beginning + rest <= longest
                ? pages * page + 2 * (beginning + rest + OF_TREE)
                : (pages + 1) * page + 2 * (beginning + OF_TREE);
    }
}
