package org.kd4j.data.targets;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.datavec.api.records.Record;
import org.datavec.api.records.reader.RecordReader;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.core.io.Sha256;
import org.kd4j.data.records.Column;
import org.kd4j.data.records.Place;

/** Which text each record of a data set has: the hash of the text, by record id. */
final class RecordTexts {
    private final CacheFile file;
    private final String dataset;
    private final PreparedStatement select;

    RecordTexts(CacheFile file, String dataset) {
        this.file = file;
        this.dataset = dataset;
        this.select = file.prepare("SELECT text_sha256 FROM record"
                + " WHERE dataset = (SELECT number FROM dataset WHERE name = ?) AND id = ?");
    }

    /** The hash of the record's text, or null where the record is not known. */
    String find(String id) {
        return file.run(() -> {
            select.setString(1, dataset);
            select.setString(2, id);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getString(1) : null;
            }
        });
    }

    /**
     * Reads all records and puts them in place of those known of the data set, all or none.
     *
     * @return how many there are
     */
    long replace(RecordReader reader) {
        return file.inTransaction(() -> {
            update("INSERT OR IGNORE INTO dataset (name) VALUES (?)");
            update("DELETE FROM record WHERE dataset = (SELECT number FROM dataset WHERE name = ?)");
            long records = 0;
            try (PreparedStatement insert =
                    file.prepare("INSERT OR IGNORE INTO record" + " SELECT number, ?, ? FROM dataset WHERE name = ?")) {
                insert.setString(3, dataset);
                for (; reader.hasNext(); records++) {
                    insert(insert, reader.nextRecord());
                }
            }
            return records;
        });
    }

    /** Number of different texts among the records. */
    long distinct() {
        return count("SELECT count(DISTINCT text_sha256) FROM record"
                + " WHERE dataset = (SELECT number FROM dataset WHERE name = ?)");
    }

    /** Number of different texts among the records for which the producer has no vector yet. */
    long missing(String producer) {
        return count(
                "SELECT count(DISTINCT text_sha256) FROM record AS r"
                        + " WHERE dataset = (SELECT number FROM dataset WHERE name = ?) AND NOT EXISTS"
                        + " (SELECT 1 FROM vector AS v WHERE v.text_sha256 = r.text_sha256"
                        + " AND v.producer = (SELECT number FROM producer WHERE fingerprint = ?))",
                producer);
    }

    private void insert(PreparedStatement insert, Record record) throws SQLException {
        String id = Column.ID.of(record.getRecord()).toString();
        insert.setString(1, id);
        insert.setString(2, Sha256.ofText(Column.TEXT.of(record.getRecord()).toString()));
        if (insert.executeUpdate() == 0) {
            throw new InvalidInput(
                    Place.of(record),
                    "the record id '" + id + "' a second time",
                    "every record to have an id of its own",
                    "Correct the ids.");
        }
    }

    private void update(String sql) throws SQLException {
        try (PreparedStatement statement = file.prepare(sql)) {
            statement.setString(1, dataset);
            statement.executeUpdate();
        }
    }

    private long count(String sql, String... more) {
        return file.run(() -> {
            try (PreparedStatement statement = file.prepare(sql)) {
                statement.setString(1, dataset);
                for (int i = 0; i < more.length; i++) {
                    statement.setString(i + 2, more[i]);
                }
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    return row.getLong(1);
                }
            }
        });
    }
}
