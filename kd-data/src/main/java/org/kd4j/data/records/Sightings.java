package org.kd4j.data.records;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts how often each key has been met, in memory that does not grow with the number of keys: those beyond the first
 * {@value #IN_MEMORY} go to a temporary database that SQLite removes by itself.
 */
final class Sightings implements AutoCloseable {
    private static final int IN_MEMORY = 100_000;
    private static final String COUNT = "INSERT INTO seen (key, first, times) VALUES (?, ?, 1)"
            + " ON CONFLICT (key) DO UPDATE SET times = times + 1 RETURNING first, times";

    private final int inMemory;
    private final Map<String, Sighting> early = new HashMap<>();
    private Connection overflow;
    private PreparedStatement count;

    /**
     * @param first what was noted when the key was met for the first time
     * @param times how often it has been met, this time included
     */
    record Sighting(String first, int times) {}

    Sightings() {
        this(IN_MEMORY);
    }

    Sightings(int inMemory) {
        this.inMemory = inMemory;
    }

    /** Meets a key once more; {@code note} is kept where this is the first time. */
    Sighting meet(String key, String note) {
        Sighting known = early.get(key);
        if (known == null && early.size() >= inMemory) {
            return meetOnDisk(key, note);
        }
        Sighting now = known == null ? new Sighting(note, 1) : new Sighting(known.first(), known.times() + 1);
        early.put(key, now);
        return now;
    }

    @Override
    public void close() {
        early.clear();
        if (overflow != null) {
            try {
                overflow.close();
            } catch (SQLException e) {
                throw new IllegalStateException("the temporary database of record ids does not close", e);
            }
            overflow = null;
        }
    }

    private Sighting meetOnDisk(String key, String note) {
        try {
            if (overflow == null) {
                open();
            }
            count.setString(1, key);
            count.setString(2, note);
            try (ResultSet row = count.executeQuery()) {
                row.next();
                return new Sighting(row.getString(1), row.getInt(2));
            }
        } catch (SQLException e) {
            throw new IllegalStateException("no temporary database for record ids: " + e.getMessage(), e);
        }
    }

    /** A database without a name is a file that SQLite deletes on closing; one transaction, never committed, is fastest. */
    private void open() throws SQLException {
        overflow = DriverManager.getConnection("jdbc:sqlite:");
        try (Statement statement = overflow.createStatement()) {
            statement.execute("PRAGMA journal_mode = OFF");
            statement.execute("CREATE TABLE seen (key TEXT PRIMARY KEY, first TEXT, times INTEGER) WITHOUT ROWID");
        }
        overflow.setAutoCommit(false);
        count = overflow.prepareStatement(COUNT);
    }
}
