package org.kd4j.arbiter.sweep;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kd4j.arbiter.results.EpochScores;
import org.kd4j.arbiter.results.EpochWeights;
import org.kd4j.arbiter.results.Scores;
import org.kd4j.arbiter.results.TrialResult;
import org.kd4j.arbiter.results.UndefinedAsText;
import org.kd4j.core.failure.InvalidInput;

/**
 * The trials of one sweep with their parameters, state, seeds and scores, in an SQLite file that any SQL tool opens.
 * Every change is one transaction. Safe for use by several threads.
 */
final class TrialStore implements AutoCloseable {
    private static final int SCHEMA_VERSION = 4;
    private static final JsonMapper JSON =
            JsonMapper.builder().addModule(new UndefinedAsText()).build();

    private final Path file;
    private final Connection connection;

    private TrialStore(Path file, Connection connection) {
        this.file = file;
        this.connection = connection;
    }

    /** @throws InvalidInput if the file is no trial store of this version */
    static TrialStore open(Path file) {
        try {
            // As a URI, a question mark in the path is part of the name.
            Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file.toUri());
            try {
                TrialStore store = new TrialStore(file, connection);
                store.createTables();
                return store;
            } catch (SQLException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw unusable(file, e);
        }
    }

    private void createTables() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("PRAGMA synchronous = FULL");
            int version;
            try (ResultSet row = statement.executeQuery("PRAGMA user_version")) {
                version = row.getInt(1);
            }
            if (version != 0 && version != SCHEMA_VERSION) {
                throw new SQLException("schema version " + version + " instead of " + SCHEMA_VERSION);
            }
            statement.execute("CREATE TABLE IF NOT EXISTS fact (name TEXT PRIMARY KEY, value TEXT NOT NULL)");
            statement.execute("CREATE TABLE IF NOT EXISTS trial (number INTEGER PRIMARY KEY, baseline INTEGER NOT NULL,"
                    + " parameters TEXT NOT NULL, seed INTEGER NOT NULL, state TEXT NOT NULL, dev TEXT, test TEXT,"
                    + " student_parameters INTEGER NOT NULL, seconds REAL NOT NULL, weights TEXT NOT NULL, error TEXT,"
                    + " evaluations TEXT NOT NULL, epochs TEXT NOT NULL)");
            statement.execute("PRAGMA user_version = " + SCHEMA_VERSION);
        }
    }

    /** Remembers a fact about the whole sweep, such as the teacher's scores, over any earlier value. */
    synchronized void keep(String name, Object value) {
        try (PreparedStatement insert = connection.prepareStatement("INSERT OR REPLACE INTO fact VALUES (?, ?)")) {
            insert.setString(1, name);
            insert.setString(2, json(value));
            insert.executeUpdate();
        } catch (SQLException e) {
            throw unusable(file, e);
        }
    }

    synchronized <T> Optional<T> kept(String name, Class<T> type) {
        try (PreparedStatement select = connection.prepareStatement("SELECT value FROM fact WHERE name = ?")) {
            select.setString(1, name);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(JSON.readValue(row.getString(1), type)) : Optional.empty();
            }
        } catch (SQLException | JsonProcessingException e) {
            throw unusable(file, e);
        }
    }

    /** Writes a trial over what was known of the same number. */
    synchronized void put(TrialResult trial) {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT OR REPLACE INTO trial VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            insert.setInt(1, trial.number());
            insert.setBoolean(2, trial.baseline());
            insert.setString(3, json(trial.parameters()));
            insert.setLong(4, trial.seed());
            insert.setString(5, trial.state().name());
            insert.setString(6, trial.dev() == null ? null : json(trial.dev()));
            insert.setString(7, trial.test() == null ? null : json(trial.test()));
            insert.setLong(8, trial.studentParameters());
            insert.setDouble(9, trial.seconds());
            insert.setString(10, json(trial.weights()));
            insert.setString(11, trial.error());
            insert.setString(12, json(trial.evaluations()));
            insert.setString(13, json(trial.epochs()));
            insert.executeUpdate();
        } catch (SQLException e) {
            throw unusable(file, e);
        }
    }

    /** All trials by number. */
    synchronized List<TrialResult> trials() {
        List<TrialResult> trials = new ArrayList<>();
        try (Statement select = connection.createStatement();
                ResultSet row = select.executeQuery("SELECT * FROM trial ORDER BY number")) {
            while (row.next()) {
                trials.add(read(row));
            }
            return trials;
        } catch (SQLException | JsonProcessingException | IllegalArgumentException e) {
            throw unusable(file, e);
        }
    }

    private static TrialResult read(ResultSet row) throws SQLException, JsonProcessingException {
        Map<String, Object> parameters =
                JSON.readValue(row.getString("parameters"), new TypeReference<LinkedHashMap<String, Object>>() {});
        return new TrialResult(
                row.getInt("number"),
                row.getBoolean("baseline"),
                parameters,
                row.getLong("seed"),
                TrialResult.State.valueOf(row.getString("state")),
                scores(row.getString("dev")),
                scores(row.getString("test")),
                JSON.readValue(row.getString("evaluations"), new TypeReference<LinkedHashMap<String, Scores>>() {}),
                row.getLong("student_parameters"),
                row.getDouble("seconds"),
                JSON.readValue(row.getString("weights"), new TypeReference<List<EpochWeights>>() {}),
                JSON.readValue(row.getString("epochs"), new TypeReference<List<EpochScores>>() {}),
                row.getString("error"));
    }

    private static Scores scores(String json) throws JsonProcessingException {
        return json == null ? null : JSON.readValue(json, Scores.class);
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("only plain records are kept", e);
        }
    }

    @Override
    public synchronized void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw unusable(file, e);
        }
    }

    private static InvalidInput unusable(Path file, Exception e) {
        return new InvalidInput(
                file.toString(),
                "a file that cannot be used (" + e.getMessage() + ")",
                "the trial store of this version of kd4j",
                "Choose another directory with --out, or delete the file.");
    }
}
