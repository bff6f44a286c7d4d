package org.kd4j.arbiter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each thing a user can get wrong is one line that helps, with its exit code, and leaves nothing behind. */
class BadInputTest {
    private final StringWriter results = new StringWriter();
    private final StringWriter messages = new StringWriter();

    @TempDir
    Path folder;

    @BeforeEach
    void writeFiles() throws Exception {
        StringBuilder good = new StringBuilder("sentence\tlabel\n");
        for (int i = 0; i < 40; i++) {
            good.append("it was ")
                    .append(i % 2 == 0 ? "bad" : "good")
                    .append(" on day ")
                    .append(i)
                    .append('\t')
                    .append(i % 2)
                    .append('\n');
        }
        write("good.tsv", good.toString());
        write("few.tsv", "sentence\tlabel\ngood\t1\nbad\t0\n");
        write("empty.tsv", "");
        write("header.tsv", "sentence\tlabel\n");
        write("columns.tsv", "text\tlabel\ngood\t1\nbad\t0\n");
        write("one-class.tsv", "sentence\tlabel\ngood\t1\nfine\t1\n");
        write("labels.tsv", "sentence\tlabel\ngood\t1\nbad\t2\n");
        write("ragged.tsv", "sentence\tlabel\ngood\t1\tmore\n");
        write("twice.csv", "id,sentence,label\na,good,1\nb,bad,0\na,fine,1\n");
        write("shares.csv", "id,target,comment_text,male\n1,0.5,good,1\n2,0.1,bad,2\n");
        write("toxic.csv", "id,target,comment_text\n1,0.5,good\n2,high,bad\n");
        write("other.csv", "phrase,toxicity\ngood,nontoxic\nbad,toxic\n");
        write("broken.onnx", "this is no model");
        write(
                "people.csv",
                "annotator,label,text,age\nann,0,good,old\nbob,1,good,young\nann,1,bad,old\nbob,0,bad,young\n");
        write("again.csv", "annotator,label,text,age\nann,0,good,old\nann,1,good,old\n");
        write("aging.csv", "annotator,label,text,age\nann,0,good,old\nann,1,bad,young\n");
        write("scale.csv", "annotator,label,text,age\nann,0,good,old\nann,7,bad,old\n");
        write("wide.csv", "text,p_ann,p_bob\ngood,1,0\nbad,,\n");
        try (InputStream tokenizer = getClass().getResourceAsStream("/all-minilm-l6-v2-tokenizer.json")) {
            Files.copy(tokenizer, folder.resolve("tokenizer.json"));
        }
        String other = Files.readString(folder.resolve("tokenizer.json")).replace("\"good\"", "\"goood\"");
        write("other.json", other);
        write("broken.json", "{\"model\": 1}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "3 | none.tsv: found no such file                          | data.train=none.tsv",
                "3 | empty.tsv: found an empty file                        | data.train=empty.tsv",
                "3 | header.tsv: found a header without records            | data.train=header.tsv",
                "3 | columns.tsv:1: found a header with the columns [text, label], expected a column 'sentence' | data.train=columns.tsv",
                "3 | one-class.tsv: found one class only                   | data.train=one-class.tsv",
                "3 | labels.tsv:3: found the label '2', expected one of [0, 1] | data.train=good.tsv data.dev=labels.tsv",
                "3 | few.tsv: found no records                             | data.train=few.tsv",
                "3 | one-class.tsv: found one class only                   | data.train=one-class.tsv data.labels=[0,1] data.dev=good.tsv",
                "2 | sweep.choice: found soft-ce, expected accuracy, macro-f1 or log-loss, because the records have one | sweep.choice=soft-ce",
                "2 | found objective.temperature with an empty value       | sweep.grid.objective.temperature=[1,null]",
                "3 | ragged.tsv:2: found a row of 3 values, expected 2     | data.train=ragged.tsv",
                "3 | twice.csv:4: found the record id 'a', which also stands at | data.train=twice.csv data.format=csv data.idColumn=id",
                "3 | broken.onnx                                           | data.train=good.tsv teacher.model=broken.onnx",
                "3 | none.onnx                                             | data.train=good.tsv teacher.model=none.onnx",
                "3 | broken.json: found a file that is no tokenizer        | data.train=good.tsv teacher.tokenizer=broken.json",
                "3 | none.json: found no readable file                     | data.train=good.tsv student.tokenizer=none.json",
                "2 | teacher.labels: found 3 names                         | data.train=good.tsv teacher.labels=[a,b,c]",
                "2 | --set objective.temprature: found the unknown key 'temprature' | objective.temprature=2",
                "2 | --set objective.temperature: found -1.0, expected a number > 0. | objective.temperature=-1",
                "2 | --set objective.alpha: found 1.2, expected a number from 0 to 1. | objective.alpha=1.2",
                "2 | student.widths                                        | data.maxTokens=4",
                "2 | training.optimizer.kind                               | student.kind=fasttext-linear training.optimizer.kind=adam",
                "2 | [1, 7]                                                | data.train=good.tsv teacher.head=fine-tune objective.kind=pkd objective.layerMap=[[1,7]] student.kind=transformer",
                "2 | objective.reweighEvery: found 1 with warmUpEpochs 0, expected 0, or warmUpEpochs ≥ 1 | objective.kind=dedier objective.reweighEvery=1 student.kind=transformer",
                "2 | objective.readoutBlock: found 4, expected a block of the student's, 1 to 3 | objective.kind=dedier objective.readoutBlock=4 student.kind=transformer",
                "2 | objective.kind: found diito with student.kind kim-cnn, expected student.kind transformer, because no other student has blocks | objective.kind=diito",
                "2 | objective.kind: found diito with student.kind fasttext-linear, expected student.kind transformer | objective.kind=diito student.kind=fasttext-linear",
                "2 | teacher.head: found probe with objective.kind diito, expected fine-tune or as-is | objective.kind=diito student.kind=transformer teacher.head=probe",
                "2 | student.tokenizer: found one that is not the teacher's, with objective.kind diito | data.train=good.tsv objective.kind=diito student.kind=transformer student.tokenizer=other.json",
                "2 | training.batchSize: found 1 with objective.kind diito, expected 2 or more | objective.kind=diito student.kind=transformer training.batchSize=1",
                "2 | objective.alignedLayers: found [[0,1]], expected blocks from 1, because embeddings | objective.kind=diito student.kind=transformer objective.alignedLayers=[[0,1]]",
                "2 | objective.alignedLayers: found the pair [4, 5], expected a block of the student's, 1 to 3, in its first place | objective.kind=diito student.kind=transformer objective.alignedLayers=[[1,2],[4,5]]",
                "2 | objective.alignedLayers: found the pair [3, 7], expected a block of the teacher's, 1 to 6 | data.train=good.tsv objective.kind=diito student.kind=transformer sweep.grid={objective.alignedLayers:[skip,[[3,7]]]}",
                "2 | objective.alignedLayers: found a student of one block, expected a student of at least 2 blocks | objective.kind=diito student.kind=transformer student.layers=1",
                "2 | objective.neurons: found columns up to 400 of the 384 that the student's states have | objective.kind=diito objective.neurons=[0,400] student.kind=transformer",
                "2 | student.kind: found kim-cnn beside objective.kind diito in sweep.grid, expected transformer | data.train=good.tsv objective.kind=diito sweep.grid={student.kind:[transformer]}",
                "2 | student.hidden                                        | student.kind=transformer student.hidden=100",
                "2 | student.engine: found \"gpu\", expected one of [auto, encoder, samediff] | student.kind=transformer student.engine=gpu",
                "2 | student.head: found \"silu\", expected one of [linear, relu, tanh, gelu, gelu-tanh] | student.kind=transformer student.head=silu",
                "2 | found the unknown key 'engine'                         | student.kind=kim-cnn student.engine=encoder",
                "2 | teacher.epochs                                        | teacher.epochs=0",
                "2 | training.checkpoint.seconds: found 9.3E9, expected a number from 0 to 1000000000 | training.checkpoint.seconds=9.3e9",
                "2 | student.dropout: found 0.99999999, expected a number ≥ 0 that is < 1 | student.dropout=0.99999999",
                "2 | student.dropout: found 0.99999999, expected a number ≥ 0 that is < 1 | student.kind=transformer student.dropout=0.99999999",
                "2 | training.freeze: found layer1, expected a list of embeddings, layer N, layers N-M (from 1), head | training.freeze=[layer1]",
                "2 | training.freeze: found layers 3-2, expected a list of embeddings | training.freeze=[\"layers\\x203-2\"]",
                "2 | training.freeze: found layers 2-9 of 3, expected some of [embeddings, layers 1-3, head] | student.kind=transformer training.freeze=[\"layers\\x202-9\"]",
                "2 | training.freeze: found everything                     | student.kind=transformer training.freeze=[head,\"layers\\x201-3\",embeddings]",
                "2 | training.freeze: found [embeddings] with student.kind kim-cnn | training.freeze=[embeddings]",
                "2 | training.layerDecay: found 0.9 with student.kind fasttext-linear | student.kind=fasttext-linear training.layerDecay=0.9",
                "2 | training.layerDecay: found 1.5, expected a number > 0 and ≤ 1 | student.kind=transformer training.layerDecay=1.5",
                "2 | teacher.freeze: found [head], expected [], or head fine-tune | teacher.head=probe teacher.freeze=[head]",
                "2 | teacher.pooling: found \"max\", expected one of [cls, mean] | teacher.pooling=max",
                "2 | teacher.pooling: found cls, expected mean, or head probe or fine-tune | teacher.model=good.onnx teacher.head=as-is teacher.pooling=cls",
                "2 | teacher.layerDecay: found 0.5, expected 1, or head fine-tune | teacher.head=probe teacher.layerDecay=0.5",
                "2 | teacher.freeze: found layer 7 of 6                    | data.train=good.tsv teacher.head=fine-tune teacher.freeze=[\"layer\\x207\"]",
                "2 | --set nothing: found no '='                           | nothing",
                "3 | shares.csv:3: found in the group column 'male' the value '2', expected a number from 0 to 1 | data.format=civil-comments data.train=shares.csv",
                "3 | toxic.csv:3: found the label 'high', expected a number from 0 to 1 | data.format=civil-comments data.train=toxic.csv",
                "3 | twice.csv:1: found a header with the columns [id, sentence, label], expected a column 'comment_text' or 'text' | data.format=civil-comments data.train=twice.csv",
                "3 | good.tsv:1: found a header with the columns [sentence, label], expected a column 'male' | data.groupColumns=[male] data.positiveLabel=1 data.train=good.tsv",
                "2 | data.groupColumns: found [male], expected none, because the demonstration | data.groupColumns=[male] data.positiveLabel=1",
                "2 | data.groupColumns: found [a, a], expected different names | data.groupColumns=[a] data.groupsByValue=[a] data.train=good.tsv",
                "2 | data.positiveLabel: found nothing, expected the class that is positive, such as hateful | data.groupColumns=[a] data.train=good.tsv",
                "2 | data.positiveLabel: found 2, expected one of [0, 1]   | data.labels=[0,1] data.positiveLabel=2 data.train=good.tsv",
                "2 | data.positiveLabel: found 2, expected one of the data's classes, [0, 1] | data.positiveLabel=2 data.train=good.tsv",
                "2 | data.labels: found [good, bad], expected none, or 0 and 1 | data.labelThreshold=0.5 data.labels=[good,bad] data.train=good.tsv",
                "2 | data.groupColumns: found [sentence], expected no column that is text, label or id | data.groupColumns=[sentence] data.positiveLabel=1 data.train=good.tsv",
                "2 | data.groupsByValue: found [target], expected no column that is text, label or id | data.format=civil-comments data.groupsByValue=[target] data.train=toxic.csv",
                "2 | data.splitBy: found a, expected nothing, because records for which data.dev | data.splitBy=a data.train=good.tsv data.dev=good.tsv",
                "2 | data.splitBy: found a, expected nothing, because the demonstration | data.splitBy=a",
                "3 | good.tsv:1: found a header with the columns [sentence, label], expected a column 'a' | data.splitBy=a data.train=good.tsv",
                "2 | data.evaluations.Other: found the name 'Other', expected lower-case letters | data.train=good.tsv data.evaluations.Other.file=other.csv",
                "2 | data.evaluations.dev: found the name 'dev', expected lower-case letters | data.train=good.tsv data.evaluations.dev.file=other.csv",
                "2 | data.evaluations.a: found nothing, expected a set with a file | data.train=good.tsv data.evaluations.a=",
                "2 | data.evaluations.a.file: found nothing, expected a value | data.train=good.tsv data.evaluations.a.format=csv",
                "2 | data.evaluations.a.fiel: found the unknown key 'fiel' | data.train=good.tsv data.evaluations.a.fiel=other.csv",
                "2 | data.evaluations.a.format: found \"tsv\", expected one of | data.train=good.tsv data.evaluations.a.file=x data.evaluations.a.format=tsv",
                "2 | data.evaluations.a.labelThreshold: found 2.0, expected a number | data.train=good.tsv data.evaluations.a.file=x data.evaluations.a.labelThreshold=2",
                "2 | data.evaluations.a.groupColumns: found [label], expected no column that is | data.train=good.tsv data.positiveLabel=1 data.evaluations.a.file=x data.evaluations.a.groupColumns=[label]",
                "2 | data.positiveLabel: found nothing, expected the class that is positive | data.train=good.tsv data.evaluations.a.file=x data.evaluations.a.groupColumns=[male]",
                "2 | data.evaluations.a.labelNames: found {toxic=2}, expected names of the classes [0, 1] | data.train=good.tsv data.labels=[0,1] data.evaluations.a.file=x data.evaluations.a.labelNames.toxic=2",
                "2 | data.evaluations.a.labelNames: found {toxic=2}, expected names of the data's classes, [0, 1] | data.train=good.tsv data.evaluations.a.labelNames.toxic=2 data.evaluations.a.file=other.csv",
                "2 | data.evaluations.a.labelNames: found {toxic=1}, expected names for 0 and 1 | data.train=good.tsv data.evaluations.a.file=x data.evaluations.a.labelThreshold=0.5 data.evaluations.a.labelNames.toxic=1",
                "2 | data.evaluations.a.labelNames: found toxic without a class | data.train=good.tsv data.evaluations.a.file=x data.evaluations.a.labelNames.toxic=",
                "2 | data.train: found nothing, expected a path, because data.evaluations has one | data.evaluations.a.file=other.csv",
                "3 | none.csv: found no such file, expected a file of labelled texts. | data.train=good.tsv data.evaluations.a.file=none.csv",
                "3 | This set's keys stand in data.evaluations.a.          | data.train=good.tsv data.evaluations.a.file=none.csv",
                "3 | other.csv:1: found a header with the columns [phrase, toxicity], expected a column 'sentence'. Set data.textColumn to one of the file's columns, or give the file a header line. This set's keys stand in data.evaluations.a. | data.train=good.tsv data.evaluations.a.format=csv data.evaluations.a.file=other.csv",
                "3 | other.csv:2: found the label 'nontoxic', expected one of the data's classes, [0, 1], or a label that means one. Set data.evaluations.a.labelNames, such as {nontoxic: 0}. | data.train=good.tsv data.evaluations.a.format=csv data.evaluations.a.textColumn=phrase data.evaluations.a.labelColumn=toxicity data.evaluations.a.file=other.csv",
                "2 | data.labelThreshold: found 1.5, expected a number > 0 and ≤ 1 | data.labelThreshold=1.5",
                "2 | found student beside annotators, expected one of the two | annotators.model=majority student.kind=kim-cnn data.file=people.csv",
                "2 | annotators.model: found 'majorty', expected one of [majority, separate-heads, shared-recommender] | annotators.model=majorty data.file=people.csv",
                "2 | annotators.combiner.kind: found 'wide', expected one of [feed-forward, deep-cross] | annotators.combiner.kind=wide data.file=people.csv",
                "2 | the unknown key 'embedding' | annotators.model=majority annotators.embedding=3 data.file=people.csv",
                "2 | annotators.unknownShare: found 1.0, expected a number ≥ 0 and < 1 | annotators.unknownShare=1 data.file=people.csv",
                "2 | annotators.classWeights: found balanced-each, expected none or balanced | annotators.model=majority annotators.classWeights=balanced-each data.file=people.csv",
                "2 | annotators.pooler.width: found 0, expected a whole number ≥ 1 | annotators.pooler.width=0 data.file=people.csv",
                "2 | annotators.pooler.activation: found linear, expected tanh, relu, gelu or gelu-tanh | annotators.pooler.activation=linear data.file=people.csv",
                "2 | annotators.pooler.dropout: found 1.0, expected a number ≥ 0 that is < 1 | annotators.pooler.dropout=1 data.file=people.csv",
                "2 | the unknown key 'size' | annotators.pooler.size=9 data.file=people.csv",
                "2 | annotators.encoder.weights: found \"thawed\", expected one of [frozen, fine-tuned] | annotators.encoder.weights=thawed data.file=people.csv",
                "2 | training.freeze: found [embeddings], expected [], or annotators.encoder.weights fine-tuned | annotators.model=majority training.freeze=[embeddings] data.file=people.csv",
                "2 | data.file: found nothing, expected a path | annotators.model=majority",
                "2 | data.dev: found nothing, expected a path, or data.file | annotators.model=majority data.train=people.csv",
                "2 | expected no path beside data.train | annotators.model=majority data.train=people.csv data.file=people.csv",
                "2 | data.split.by: found \"text\", expected one of [item, annotator, random] | annotators.model=majority data.split.by=text data.file=people.csv",
                "2 | data.split.train: found 0.9 with dev 0.1 and test 0.2, expected shares | annotators.model=majority data.split.train=0.9 data.file=people.csv",
                "2 | data.textColumn: found words, expected nothing, because data.format popquorn has columns of its own | annotators.model=majority data.textColumn=words data.file=people.csv",
                "2 | data.annotatorPrefix: found nothing, expected how the names | annotators.model=majority data.format=wide data.file=wide.csv",
                "2 | data.threshold: found nothing, expected a number | annotators.model=majority data.scale=binary data.file=people.csv",
                "2 | data.ties: found \"coin\", expected one of [smallest, largest, positive, prior, drop, seeded-random] | annotators.model=majority data.ties=coin data.file=people.csv",
                "2 | data.policies.minimumLabels: found 0 | annotators.model=majority data.policies.minimumLabels=0 data.file=people.csv",
                "2 | the key 'data.ties', expected keys of annotators | annotators.model=majority sweep.grid={data.ties:[drop]} data.file=people.csv",
                "3 | none.csv: found no such file | annotators.model=majority data.format=long data.file=none.csv",
                "3 | people.csv:1: found a header with the columns [annotator, label, text, age] | annotators.model=majority data.file=people.csv",
                "3 | again.csv:3 | annotators.model=majority data.format=long data.file=again.csv",
                "3 | aging.csv:3 | annotators.model=majority data.format=long data.attributes=[age] data.file=aging.csv",
                "3 | scale.csv:3 | annotators.model=majority data.format=long data.labels=[0,1] data.file=scale.csv",
                "3 | wide.csv:3 | annotators.model=majority data.format=wide data.annotatorPrefix=p_ data.file=wide.csv",
                "3 | none.csv: found no such file | annotators.model=majority data.format=long data.split.parts=none.csv data.file=people.csv",
                "3 | or annotators.encoder.tokenizer, name the file | annotators.model=majority annotators.encoder.tokenizer=none.json data.format=long data.train=people.csv data.dev=people.csv",
                "3 | broken.onnx | annotators.model=majority annotators.encoder.model=broken.onnx data.format=long data.train=people.csv data.dev=people.csv",
            })
    void saysWhatToPutRight(int exitCode, String message, String settings) {
        assertThat(sweep(settings)).as(messages.toString()).isEqualTo(exitCode);

        List<String> lines = messages.toString().lines().toList();
        assertThat(lines.get(lines.size() - 1)).contains(message).doesNotContain("Exception");
        assertThat(messages.toString()).doesNotContain("\tat ");
        assertThat(messages.toString()).doesNotContain("The teacher is fine-tuned");
        assertThat(results.toString()).isEmpty();
        assertThat(folder.resolve("run")).doesNotExist();
    }

    @Test
    void namesFileLineAndColumnOfAConfigurationError() throws Exception {
        Path config = write("config.yaml", "objective:\n  alpha: 7\n");

        assertThat(run("sweep", "-c", config.toString())).isEqualTo(2);

        assertThat(messages.toString())
                .endsWith(config + ":2:3 objective.alpha: found 7.0, expected a number from 0 to 1.\n");
    }

    @Test
    void leavesNothingBehindWhereTheDemonstrationCannotStart() {
        Path run = folder.resolve("run");

        assertThat(run("sweep", "--out", run.toString(), "--set", "teacher.tokenizer=" + folder.resolve("broken.json")))
                .isEqualTo(3);

        assertThat(run).doesNotExist();
    }

    @Test
    void continuesNothingWhereThereIsNothing() {
        assertThat(run("sweep", "--out", folder.resolve("run").toString(), "--resume"))
                .isEqualTo(5);
        assertThat(run("sweep", "--out", "/")).isEqualTo(2);
    }

    @Test
    void checksTheTrialsOfAConfigurationToo() {
        assertThat(run("config", "check", "--set", "sweep.grid={objective.temperature: [-1]}"))
                .isEqualTo(2);
        assertThat(run("config", "check", "--set", "data.maxTokens=4")).isEqualTo(2);
    }

    @Test
    void saysInOneLineThatMemoryRanOut() {
        StringWriter line = new StringWriter();

        assertThat(Main.explain(new OutOfMemoryError("Java heap space"), new PrintWriter(line, true)))
                .isEqualTo(2);

        assertThat(line.toString().lines()).singleElement().asString().contains("Java heap space", "-Xmx", "batchSize");
    }

    @Test
    void exitsWithTwoOnUnknownOptions() {
        assertThat(run("sweep", "--nonsense")).isEqualTo(2);
        assertThat(messages.toString()).contains("--nonsense");
    }

    @Test
    void showsExamplesInTheHelpOfEveryCommand() {
        for (String command : List.of("sweep", "config", "bench")) {
            assertThat(run(command, "--help")).isZero();
        }
        assertThat(results.toString()).contains("kd-arbiter sweep -c").contains("kd-arbiter config print");
    }

    /** Whoever looks for the keys cannot have given all that must be given. */
    @Test
    void printsTheKeysOfAConfigurationThatLacksSome() {
        assertThat(run("config", "print", "--set", "annotators.model=majority")).isEqualTo(2);

        assertThat(results.toString()).contains("rareAnnotators: ", "threshold: ", "weights: ");
        assertThat(messages.toString()).contains("data.file: found nothing, expected a path");
    }

    @Test
    void printsAConfigurationThatChecks() throws Exception {
        assertThat(run("config", "print", "--set", "student.kind=fasttext-linear"))
                .isZero();
        Path printed = write("printed.yaml", results.toString());

        assertThat(run("config", "check", "-c", printed.toString())).isZero();
    }

    private int sweep(String settings) {
        List<String> args =
                new ArrayList<>(List.of("sweep", "--out", folder.resolve("run").toString()));
        for (String setting : settings.split(" ")) {
            args.add("--set");
            args.add(inFolder(setting));
        }
        return run(args.toArray(String[]::new));
    }

    /** Names of files are meant in the test's folder. */
    private String inFolder(String setting) {
        return Stream.of("tsv", "csv", "onnx", "json").anyMatch(ending -> setting.endsWith("." + ending))
                ? setting.replace("=", "=" + folder + "/")
                : setting;
    }

    private int run(String... args) {
        int exitCode = Main.run(new PrintWriter(results, true), new PrintWriter(messages, true), args);
        assertThat(exitCode).as(() -> Arrays.toString(args) + "\n" + messages).isNotEqualTo(1);
        return exitCode;
    }

    private Path write(String name, String text) throws Exception {
        return Files.writeString(folder.resolve(name), text);
    }
}
