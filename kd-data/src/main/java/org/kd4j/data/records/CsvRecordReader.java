package org.kd4j.data.records;

import java.io.IOException;

/** Reads comma-separated files with a header line (RFC 4180). */
public final class CsvRecordReader extends LabelledRecordReader {
    private static final long serialVersionUID = 1L;

    public CsvRecordReader(ColumnNames names) {
        this(new RecordLayout(names));
    }

    public CsvRecordReader(RecordLayout layout) {
        super(layout);
    }

    @Override
    Rows rows(String file, Utf8Lines lines) throws IOException {
        return new CsvRows(file, new Utf8Reader(file, lines));
    }
}
