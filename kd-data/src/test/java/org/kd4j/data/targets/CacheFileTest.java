package org.kd4j.data.targets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.data.fixture.HashFunction;

class CacheFileTest {
    private static final List<String> TEXTS =
            IntStream.range(0, 40).mapToObj(i -> "text " + i).toList();

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void fill() {
        file = folder.resolve("sub/cache.db");
        read(new HashFunction("teacher", 2));
    }

    @Test
    void isInWriteAheadMode() throws SQLException {
        assertThat(query("PRAGMA journal_mode")).isEqualTo("wal");
    }

    @Test
    void keepsFloat32ThatAnySqlToolCanRead() throws SQLException {
        update("INSERT INTO vector SELECT number, 'abc', x'0000803F000000C0', 1 FROM producer");

        assertThat(FloatBlob.of("abc", new float[] {1, -2}).bytes())
                .isEqualTo(new byte[] {0, 0, (byte) 0x80, 0x3F, 0, 0, 0, (byte) 0xC0});
        assertThat(query("SELECT hex(float32_le) FROM vector WHERE text_sha256 = 'abc'"))
                .isEqualTo("0000803F000000C0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE vector SET float32_le = substr(float32_le, 1, 4)",
                "UPDATE vector SET float32_le = x'0000000000000000'",
                "UPDATE vector SET crc32 = crc32 + 1"
            })
    void rejectsAVectorThatIsNotWhatWasWritten(String damage) throws SQLException {
        update(damage);

        assertThatThrownBy(() -> read(new HashFunction("teacher", 2)))
                .isInstanceOf(InvalidInput.class)
                .hasMessageStartingWith(file + ": found a damaged vector")
                .hasMessageContaining("delete it");
    }

    /** A page of SQLite has no checksum: what is read must be right, or else an error a user understands. */
    @Test
    void givesTheRightAnswersOrAnErrorWhateverByteIsFlipped() throws IOException {
        byte[] intact = Files.readAllBytes(file);
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 300; i++) {
            byte[] damaged = intact.clone();
            int position = random.nextInt(damaged.length);
            damaged[position] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, damaged);
            assertReadsRightOrFails("byte " + position);
        }
    }

    @Test
    void givesTheRightAnswersOrAnErrorWhereverTheFileEnds() throws IOException {
        byte[] intact = Files.readAllBytes(file);
        for (int length = 0; length < intact.length; length += 511) {
            Files.write(file, Arrays.copyOf(intact, length));
            assertReadsRightOrFails("length " + length);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b.db", "100 %.db", "what?.db", "a#b.db", "file:x.db", ":memory:", "écoute"})
    void isTheFileOfThatNameWhateverItIs(String name) {
        file = folder.resolve(name);
        HashFunction teacher = new HashFunction("teacher", 2);
        read(teacher);
        read(teacher);

        assertThat(file).isNotEmptyFile();
        assertThat(teacher.calls()).isEqualTo(1);
    }

    @Test
    void rejectsAFileThatIsNoDatabase() throws IOException {
        Files.writeString(file, "sentence\tlabel\n".repeat(100));

        assertThatThrownBy(() -> TeacherCache.open(file))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("cache.db: found an error of SQLite")
                .hasMessageContaining("Name another file");
        assertThat(Files.readString(file)).startsWith("sentence\tlabel\n");
    }

    @Test
    void rejectsTheDatabaseOfAnotherProgramAndLeavesItAsItWas() throws SQLException, IOException {
        file = folder.resolve("other.db");
        update("CREATE TABLE vector (a)");
        byte[] before = Files.readAllBytes(file);

        assertThatThrownBy(() -> TeacherCache.open(file))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("found a database of another program");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void rejectsACacheOfANewerVersion() throws SQLException {
        update("PRAGMA user_version = 2");

        assertThatThrownBy(() -> TeacherCache.open(file))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("found a teacher cache of version 2, expected version 1");
    }

    @Test
    void rejectsAPlaceWhereNoFileCanBe() throws IOException {
        Path occupied = Files.writeString(folder.resolve("a file"), "");

        assertThatThrownBy(() -> TeacherCache.open(occupied.resolve("cache.db")))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("a folder that cannot be made");
        assertThatThrownBy(() -> TeacherCache.open(folder))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("found an error of SQLite");
    }

    private void assertReadsRightOrFails(String damage) {
        HashFunction teacher = new HashFunction("teacher", 2);
        try {
            assertThat(read(teacher))
                    .as(damage)
                    .isDeepEqualTo(TEXTS.stream().map(teacher::answer).toArray(float[][]::new));
        } catch (InvalidInput e) {
            assertThat(e).as(damage).hasMessageContaining("cache.db");
        }
    }

    private float[][] read(HashFunction teacher) {
        try (TeacherCache cache = TeacherCache.open(file)) {
            return cache.caching(teacher).apply(TEXTS);
        }
    }

    private void update(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    private String query(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }
}
