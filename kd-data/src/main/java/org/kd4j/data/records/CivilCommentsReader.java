package org.kd4j.data.records;

import java.io.IOException;
import java.util.List;

/**
 * Reads the CSV files of Civil Comments as Jigsaw published them: {@code train.csv} of the competition has the columns
 * {@code id}, {@code comment_text} and {@code target}, other releases {@code text} or {@code toxicity}. Label and
 * identities are shares of annotators; where nobody was asked about identities, the cells are empty.
 *
 * <p>Borkan, Dixon, Sorensen, Thain, Vasserman: Nuanced Metrics for Measuring Unintended Bias with Real Data for Text
 * Classification, 2019 (arXiv:1903.04561).
 */
public final class CivilCommentsReader extends LabelledRecordReader {
    private static final long serialVersionUID = 1L;

    /** From which share of annotators on a comment is toxic, and a label {@code 1}. */
    public static final double TOXIC = 0.5;

    /** What a comment is positive of. */
    public static final String TOXIC_LABEL = "1";

    private static final List<String> TEXTS = List.of("comment_text", "text");
    private static final List<String> LABELS = List.of("target", "toxicity");
    private static final String ID = "id";

    /** Columns that are text, label or id where nobody names others. */
    public static final List<String> OWN_COLUMNS = List.of("comment_text", "text", "target", "toxicity", "id");

    /** The columns of identities, 24. */
    static final List<String> IDENTITIES = List.of(
            "asian",
            "atheist",
            "bisexual",
            "black",
            "buddhist",
            "christian",
            "female",
            "heterosexual",
            "hindu",
            "homosexual_gay_or_lesbian",
            "intellectual_or_learning_disability",
            "jewish",
            "latino",
            "male",
            "muslim",
            "other_disability",
            "other_gender",
            "other_race_or_ethnicity",
            "other_religion",
            "other_sexual_orientation",
            "physical_disability",
            "psychiatric_or_mental_illness",
            "transgender",
            "white");

    private final String text;
    private final String label;
    private final String id;
    private final double labelThreshold;
    private final List<String> groupColumns;
    private final List<String> groupsByValue;
    private final String unit;

    /** The published columns, those identities among them that a file has. */
    public CivilCommentsReader() {
        this(null, null, null, TOXIC, null, List.of(), null);
    }

    /**
     * @param text name of the text column; null: {@code comment_text}, or else {@code text}
     * @param label name of the label column; null: {@code target}, or else {@code toxicity}
     * @param id name of the column of record ids; null: {@code id} where the file has it
     * @param labelThreshold from which share on a label is {@code 1}
     * @param groupColumns names of columns of shares that are groups; null: as many of the 24 identities as the file has
     * @param groupsByValue names of columns of which each value is a group
     * @param unit name of a column of which equal values are kept together where a set is split; null: equal texts alone
     */
    public CivilCommentsReader(
            String text,
            String label,
            String id,
            double labelThreshold,
            List<String> groupColumns,
            List<String> groupsByValue,
            String unit) {
        super(null);
        this.text = text;
        this.label = label;
        this.id = id;
        this.labelThreshold = labelThreshold;
        this.groupColumns = groupColumns == null ? null : List.copyOf(groupColumns);
        this.groupsByValue = List.copyOf(groupsByValue);
        this.unit = unit;
    }

    @Override
    Rows rows(String file, Utf8Lines lines) throws IOException {
        return new CsvRows(file, new Utf8Reader(file, lines));
    }

    @Override
    RecordLayout layout(String where, List<String> titles) {
        String ownId = id == null && titles.contains(ID) ? ID : id;
        ColumnNames names = new ColumnNames(
                text == null ? Header.first(where, titles, TEXTS, "textColumn") : text,
                label == null ? Header.first(where, titles, LABELS, "labelColumn") : label,
                ownId);
        List<String> identities = IDENTITIES.stream().filter(titles::contains).toList();
        GroupColumns groups = new GroupColumns(groupColumns == null ? identities : groupColumns, groupsByValue);
        return new RecordLayout(names, labelThreshold, groups, unit);
    }
}
