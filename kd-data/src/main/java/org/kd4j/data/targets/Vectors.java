package org.kd4j.data.targets;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;

/** The vectors that one producer gave, by the hash of the text. Another producer's rows are never read. */
final class Vectors {
    private final CacheFile file;
    private final String fingerprint;
    private final PreparedStatement select;
    private final PreparedStatement insert;
    private final PreparedStatement insertProducer;

    /** @param fingerprint of the producer, see {@link org.kd4j.core.batch.TextFunction#fingerprint()} */
    Vectors(CacheFile file, String fingerprint) {
        this.file = file;
        this.fingerprint = fingerprint;
        this.select = file.prepare("SELECT float32_le, crc32 FROM vector JOIN producer ON number = producer"
                + " WHERE fingerprint = ? AND text_sha256 = ?");
        this.insertProducer = file.prepare("INSERT OR IGNORE INTO producer (fingerprint) VALUES (?)");
        this.insert = file.prepare(
                "INSERT OR IGNORE INTO vector SELECT number, ?, ?, ? FROM producer" + " WHERE fingerprint = ?");
    }

    /** The vector of the text with that hash, or null where there is none. */
    float[] find(String textHash) {
        FloatBlob blob = file.run(() -> {
            select.setString(1, fingerprint);
            select.setString(2, textHash);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? new FloatBlob(row.getBytes(1), row.getLong(2)) : null;
            }
        });
        if (blob == null) {
            return null;
        }
        if (!blob.isIntact(textHash)) {
            throw file.damaged("a damaged vector for the text with SHA-256 " + textHash);
        }
        return blob.values();
    }

    /** Stores vectors by text hash, all or none. Those that are there already stay. */
    void store(Map<String, float[]> vectors) {
        file.inTransaction(() -> {
            insertProducer.setString(1, fingerprint);
            insertProducer.executeUpdate();
            for (Map.Entry<String, float[]> vector : vectors.entrySet()) {
                insert(vector.getKey(), FloatBlob.of(vector.getKey(), vector.getValue()));
            }
            return null;
        });
    }

    private void insert(String textHash, FloatBlob blob) throws SQLException {
        insert.setString(1, textHash);
        insert.setBytes(2, blob.bytes());
        insert.setLong(3, blob.crc32());
        insert.setString(4, fingerprint);
        insert.executeUpdate();
    }
}
