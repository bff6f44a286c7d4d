package org.kd4j.data.records;

/**
 * Reads tab-separated files as the GLUE benchmark distributes them (SST-2: {@code sentence<TAB>label}). There is no
 * quoting: a quote is a quote. Blanks around a text are kept.
 */
public final class GlueRecordReader extends LabelledRecordReader {
    private static final long serialVersionUID = 1L;

    /** Columns as SST-2 names them. */
    public GlueRecordReader() {
        this(ColumnNames.GLUE);
    }

    public GlueRecordReader(ColumnNames names) {
        this(new RecordLayout(names));
    }

    public GlueRecordReader(RecordLayout layout) {
        super(layout);
    }

    @Override
    Rows rows(String file, Utf8Lines lines) {
        return new TabSeparatedRows(lines);
    }
}
