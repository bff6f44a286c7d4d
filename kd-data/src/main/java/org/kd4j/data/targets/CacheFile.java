package org.kd4j.data.targets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.kd4j.core.failure.InvalidInput;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;

/**
 * The SQLite file of a teacher cache: opened, checked to be ours, and written in transactions. It is in WAL mode, so
 * that one process writes while others read; a second writer waits up to a minute.
 */
final class CacheFile implements AutoCloseable {
    /** "kd4j" in ASCII. */
    private static final int APPLICATION = 0x6B64346A;

    private static final int VERSION = 1;
    private static final int BUSY_TIMEOUT_MILLISECONDS = 60_000;
    private static final String[] SCHEMA = {
        "PRAGMA application_id = " + APPLICATION,
        "PRAGMA user_version = " + VERSION,
        "CREATE TABLE producer (number INTEGER PRIMARY KEY, fingerprint TEXT NOT NULL UNIQUE) STRICT",
        "CREATE TABLE vector (producer INTEGER NOT NULL REFERENCES producer, text_sha256 TEXT NOT NULL,"
                + " float32_le BLOB NOT NULL, crc32 INTEGER NOT NULL,"
                + " PRIMARY KEY (producer, text_sha256)) STRICT, WITHOUT ROWID",
        "CREATE TABLE dataset (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT",
        "CREATE TABLE record (dataset INTEGER NOT NULL REFERENCES dataset, id TEXT NOT NULL,"
                + " text_sha256 TEXT NOT NULL, PRIMARY KEY (dataset, id)) STRICT, WITHOUT ROWID"
    };

    private final Path path;
    private final Connection connection;

    /** Work on the database. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws SQLException;
    }

    /**
     * Opens the file, or makes it.
     *
     * @throws InvalidInput if it is no teacher cache, is one of a newer version, or cannot be written
     */
    CacheFile(Path path) {
        this.path = path;
        try {
            Files.createDirectories(path.toAbsolutePath().getParent());
            connection = connect(path);
        } catch (IOException e) {
            throw new InvalidInput(
                    path.toString(), "a folder that cannot be made (" + e.getMessage() + ")", "a writable folder", "");
        } catch (SQLException e) {
            throw failure(e);
        }
        try {
            prepareSchema();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    Path path() {
        return path;
    }

    /** In bytes. */
    int pageSize() {
        return run(() -> number("PRAGMA page_size"));
    }

    PreparedStatement prepare(String sql) {
        return run(() -> connection.prepareStatement(sql));
    }

    /** Runs work, with what goes wrong in SQLite said as an {@link InvalidInput} about the file. */
    <T> T run(Work<T> work) {
        try {
            return work.run();
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    /** The same in a transaction: all that the work writes, or nothing if it throws. */
    <T> T inTransaction(Work<T> work) {
        return run(() -> {
            execute("BEGIN IMMEDIATE");
            try {
                T result = work.run();
                execute("COMMIT");
                return result;
            } catch (Throwable failure) {
                rollBack(failure);
                throw failure;
            }
        });
    }

    @Override
    public void close() {
        run(() -> {
            connection.close();
            return null;
        });
    }

    /** What a user can do about a row that is not what was written. */
    InvalidInput damaged(String found) {
        return new InvalidInput(
                path.toString(),
                found,
                "what was written there",
                "The file is damaged: delete it, and the cache will be computed again.");
    }

    private static Connection connect(Path path) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_TIMEOUT_MILLISECONDS);
        config.enforceForeignKeys(true);
        return config.createConnection("jdbc:sqlite:" + path.toUri());
    }

    private void prepareSchema() {
        inTransaction(() -> {
            if (isNew()) {
                for (String statement : SCHEMA) {
                    execute(statement);
                }
            }
            return null;
        });
        run(() -> {
            execute("PRAGMA journal_mode = WAL");
            execute("PRAGMA synchronous = FULL");
            return null;
        });
    }

    /** SQLite has undone some failed transactions by itself; that there is none left must not hide the failure. */
    private void rollBack(Throwable failure) {
        try {
            execute("ROLLBACK");
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }

    private boolean isNew() throws SQLException {
        if (number("PRAGMA application_id") == 0 && number("SELECT count(*) FROM sqlite_master") == 0) {
            return true;
        }
        if (number("PRAGMA application_id") != APPLICATION) {
            throw new InvalidInput(
                    path.toString(),
                    "a database of another program",
                    "a teacher cache",
                    "Name another file for the cache.");
        }
        int version = number("PRAGMA user_version");
        if (version != VERSION) {
            throw new InvalidInput(
                    path.toString(),
                    "a teacher cache of version " + version,
                    "version " + VERSION,
                    "Use the release of kd4j that made it, or name another file.");
        }
        return false;
    }

    private int number(String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getInt(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private InvalidInput failure(SQLException e) {
        String next = switch (primary(e)) {
            case SQLITE_NOTADB -> "Name another file for the cache.";
            case SQLITE_CORRUPT -> "Delete the file, and the cache will be computed again.";
            case SQLITE_BUSY, SQLITE_LOCKED -> "Wait for the other process that writes it, and start again.";
            case SQLITE_FULL -> "Make room on the disk, and start again: what is stored stays.";
            default -> "Check the folder and its permissions.";
        };
        return new InvalidInput(
                path.toString(), "an error of SQLite (" + e.getMessage() + ")", "a usable teacher cache", next);
    }

    /** SQLite's extended codes keep the primary one in their low byte. */
    private static SQLiteErrorCode primary(SQLException e) {
        return SQLiteErrorCode.getErrorCode(e.getErrorCode() & 0xff);
    }
}
