package org.kd4j.arbiter.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kd4j.models.bundle.ModelBundle;
import org.kd4j.models.bundle.Prediction;

class EvaluateCommandTest extends AbstractModelCommandTest {
    @Test
    void countsRightAndWrongAnswers() throws Exception {
        Path data = write(
                "test.tsv",
                "sentence\tlabel\nit was good\tgood\ngood\tgood\nso good\tbad\nbad\tbad\nit was bad\tgood\n");
        JsonNode scores = evaluate(student, data);

        JsonNode metrics = scores.get("metrics");
        assertThat(scores.get("records").asInt()).isEqualTo(5);
        assertThat(metrics.get("accuracy").asDouble()).isEqualTo(0.6);
        // Labels by row: of the two bad ones one is found, of the three good ones two.
        assertThat(metrics.get("confusion").toString()).isEqualTo("[[1,1],[1,2]]");
        double loss = 0;
        List<String> gold = List.of("good", "good", "bad", "bad", "good");
        try (ModelBundle model = ModelBundle.open(student)) {
            List<Prediction> answers = model.predict(List.of("it was good", "good", "so good", "bad", "it was bad"));
            for (int i = 0; i < 5; i++) {
                loss -= Math.log(answers.get(i).probabilities()[model.labels().indexOf(gold.get(i))]) / 5;
            }
        }
        assertThat(metrics.get("logLoss").asDouble()).isCloseTo(loss, within(1e-12));
        assertThat(scores.has("groups")).isFalse();
        assertThat(scores.has("annotators")).isFalse();
    }

    @Test
    void printsATable() throws Exception {
        Path data = write("test.csv", "text,stars\ngood,good\nit was good,good\nbad,good\nso bad,bad\n");
        assertThat(run("evaluate", student, "--data", data, "--text-column", "text", "--label-column", "stars"))
                .as(messages.toString())
                .isZero();
        assertThat(results.toString())
                .contains("student.zip on 4 records of")
                .containsPattern("Accuracy +0\\.7500")
                .containsPattern("(?m)^ +bad +good$")
                .containsPattern("(?m)^ +bad +1 +0$")
                .containsPattern("(?m)^ +good +1 +2$");
    }

    /** Of those with the word not, one of two is right; AUROC is undefined where one class is missing. */
    @Test
    void scoresByGroup() throws Exception {
        Path data = write(
                "test.csv", "sentence,label,not\ngood,good,0\nnot good,bad,1\nnot bad,bad,1\nbad,bad,0\ngood,good,0\n");
        Path config = write("groups.yaml", "data: {format: csv, groupColumns: [not], positiveLabel: good}\n");
        JsonNode scores = evaluate(student, data, "-c", config);

        JsonNode group = scores.get("groups").get("subgroups").get(0);
        assertThat(group.get("name").asText()).isEqualTo("not");
        assertThat(group.get("records").asInt()).isEqualTo(2);
        assertThat(group.get("accuracy").asDouble()).isEqualTo(0.5);
        assertThat(group.get("subgroupAuroc").asText()).isEqualTo("undefined");
        assertThat(scores.get("positiveLabel").asText()).isEqualTo("good");

        assertThat(run("evaluate", student, "--data", data, "-c", config)).isZero();
        assertThat(results.toString()).containsPattern("(?m)^ +not +2 +0\\.5000 +undefined");
    }

    @Test
    void asksEachAnnotatorForItself() throws Exception {
        Path model = TinyModels.annotators(folder.resolve("annotators.zip"));
        Path data = write(
                "labels.csv", "text,annotator,label\ngood,ann,good\ngood,bob,bad\nso bad,ann,bad\nso bad,zoe,bad\n");
        JsonNode individual =
                evaluate(model, data, "--format", "long").get("annotators").get("individual");

        double hits = 0;
        double loss = 0;
        try (ModelBundle bundle = ModelBundle.open(model)) {
            for (String[] label : new String[][] {
                {"good", "ann", "good"}, {"good", "bob", "bad"}, {"so bad", "ann", "bad"}, {"so bad", "zoe", "bad"}
            }) {
                Prediction answer = bundle.predict(List.of(label[0]), List.of(label[1]))
                        .get(0)
                        .get(0);
                hits += answer.label().equals(label[2]) ? 0.25 : 0;
                loss -= Math.log(answer.probabilities()[bundle.labels().indexOf(label[2])]) / 4;
            }
        }
        assertThat(individual.get("accuracy").asDouble()).isEqualTo(hits);
        assertThat(individual.get("logLoss").asDouble()).isCloseTo(loss, within(1e-6));
    }

    /** A student says the same for everybody: half of the labels of the first text, all of the second. */
    @Test
    void holdsAStudentAgainstAnnotators() throws Exception {
        Path data = write(
                "labels.csv",
                "text,annotator,label\nit was good,ann,good\nit was good,bob,bad\nit was bad,ann,bad\nit was bad,bob,bad\n");
        JsonNode metrics = evaluate(student, data, "--format", "long").get("annotators");
        assertThat(metrics.get("individual").get("accuracy").asDouble()).isEqualTo(0.75);
        double crossEntropy = 0;
        try (ModelBundle model = ModelBundle.open(student)) {
            List<Prediction> answers = model.predict(List.of("it was good", "it was bad"));
            double[] first = answers.get(0).probabilities();
            crossEntropy -= (Math.log(first[0]) + Math.log(first[1])) / 2 / 2;
            crossEntropy -= Math.log(answers.get(1).probabilities()[0]) / 2;
        }
        assertThat(metrics.get("soft").get("crossEntropy").asDouble()).isCloseTo(crossEntropy, within(1e-12));

        assertThat(run("evaluate", student, "--data", data, "--format", "long")).isZero();
        assertThat(results.toString()).contains("on 2 items of").contains("Soft CE");
    }

    /** The student is right about train, wrong about dev, and half right about test. */
    @Test
    void takesAPartOfAFile() throws Exception {
        Path data = write(
                "labels.csv",
                "item,text,annotator,label\na,good,ann,good\nb,so good,ann,good\nc,bad,ann,good\nd,bad,ann,bad\n"
                        + "e,it was bad,ann,good\n");
        Path config = partsOf(data, "a,train\nb,train\nc,dev\nd,test\ne,test\n", "smallest");

        assertThat(accuracy(data, config, "train")).isEqualTo(1);
        assertThat(accuracy(data, config, "dev")).isZero();
        assertThat(accuracy(data, config, "test")).isEqualTo(0.5);
        assertThat(messages.toString()).doesNotContain("Warning");
        assertThat(evaluate(student, data, "-c", config).get("records").asInt()).isEqualTo(5);
        assertThat(messages.toString()).contains("Warning: " + data + " is the file that the configuration splits");
    }

    private double accuracy(Path data, Path config, String part) throws Exception {
        return evaluate(student, data, "-c", config, "--part", part)
                .at("/annotators/individual/accuracy")
                .asDouble();
    }

    private Path partsOf(Path data, String rows, String ties) throws Exception {
        Path parts = write("parts.csv", "item,part\n" + rows);
        return write(
                "annotators.yaml",
                "annotators: {model: majority}\ndata: {format: long, itemColumn: item, ties: " + ties + ", file: "
                        + data + ", split: {parts: " + parts + "}}\n");
    }

    /** One text of test is a tie: most labels of train are good, most of test bad; the student finds good. */
    @Test
    void breaksTiesByThePriorOfTrain() throws Exception {
        Path data = write(
                "labels.csv",
                "item,text,annotator,label\na,good,ann,good\na,good,bob,good\nb,bad,ann,bad\nc,so good,ann,good\n"
                        + "c,so good,bob,bad\nd,so bad,ann,bad\nd,so bad,bob,bad\n");
        Path config = partsOf(data, "a,train\nb,dev\nc,test\nd,test\n", "prior");

        JsonNode test = evaluate(student, data, "-c", config, "--part", "test");
        assertThat(test.at("/annotators/majority/accuracy").asDouble()).isEqualTo(1);
        assertThat(messages.toString()).doesNotContain("data.ties");
        evaluate(student, data, "-c", config);
        assertThat(messages.toString()).contains("data.ties prior: these very labels say");
    }

    /** Without a section of annotators, and without --format. */
    @Test
    void knowsFormatsOfAnnotatorsWhereverTheyStand() throws Exception {
        Path data = write("labels.csv", "text,annotator,label\ngood,ann,good\ngood,bob,bad\n");
        Path config = write("format.yaml", "data: {format: long}\n");
        for (Object[] given : new Object[][] {
            {"-c", config}, {"--set", "data.format=long"}, {"--set", "data={format: long}"}, {"--format", "LONG"}
        }) {
            assertThat(evaluate(student, data, given)
                            .at("/annotators/individual/accuracy")
                            .asDouble())
                    .as(List.of(given).toString())
                    .isEqualTo(0.5);
        }
    }

    /** The order of the model's classes says nothing of which one is positive. */
    @Test
    void guessesNoPositiveClass() throws Exception {
        Path data = write("test.csv", "sentence,label,not\ngood,good,0\nnot good,bad,1\nbad,bad,1\n");

        assertThat(run("evaluate", student, "--data", data, "--set", "data.groupColumns=[not]"))
                .isEqualTo(2);
        assertThat(messages.toString())
                .contains("data.positiveLabel: found nothing, expected the class that is positive");
        assertThat(evaluate(student, data, "--set", "data.groupColumns=[not]", "--set", "data.labels=[good, bad]")
                        .get("positiveLabel")
                        .asText())
                .isEqualTo("bad");
        assertThat(run(
                        "evaluate",
                        student,
                        "--data",
                        data,
                        "--set",
                        "data.groupColumns=[not]",
                        "--set",
                        "data.labels=[kind, rude]"))
                .isEqualTo(2);
        assertThat(messages.toString()).contains("data.positiveLabel: found rude, expected one of the model's classes");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2 | Missing required option: '--data=FILE'                         | student.zip",
                "2 | Missing required parameter: 'MODEL'                            | --data test.tsv",
                "3 | none.zip: found no such file, expected a model                 | none.zip --data test.tsv",
                "3 | none.tsv: found no such file                                   | student.zip --data none.tsv",
                "3 | test.tsv:3: found the label 'fair', expected one of [bad, good] | student.zip --data test.tsv",
                "3 | expected a column 'text'                                       | student.zip --data test.tsv --text-column text",
                "2 | data.format: found \"xml\"                                     | student.zip --data test.tsv --format xml",
                "2 | data.positiveLabel: found fair, expected one of [bad, good]    | student.zip --data test.tsv --set data.positiveLabel=fair",
                "2 | found the unknown key 'textColum'                              | student.zip --data test.tsv --set data.textColum=a",
                "2 | --part: found test, expected nothing, because only the labels  | student.zip --data test.tsv --part test",
                "2 | --part: found test with data.train a, expected no part        | student.zip --data test.tsv --format long --set data.train=a --set data.dev=b --part test",
                "2 | data.labels: found [bad, good], expected none, or 0 and 1      | student.zip --data test.csv --set data={\"format\":civil-comments}",
                "2 | Invalid value for option '--part'                              | student.zip --data test.tsv --part all",
                "3 | test.tsv:1: found a header with the columns                    | student.zip --data test.tsv --format popquorn",
                "2 | none.yaml: found no such file                                  | student.zip --data test.tsv -c none.yaml",
            })
    void saysWhatIsWrong(int exitCode, String message, String arguments) throws Exception {
        write("test.tsv", "sentence\tlabel\ngood\tgood\ngood\tfair\n");
        List<Object> args = new ArrayList<>(List.of("evaluate"));
        Arrays.stream(arguments.split(" "))
                .map(argument -> argument.matches(".*\\.(zip|tsv|yaml)") ? folder + "/" + argument : argument)
                .forEach(args::add);
        assertThat(run(args.toArray())).as(messages.toString()).isEqualTo(exitCode);
        assertThat(messages.toString()).contains(message).doesNotContain("\tat ");
        assertThat(results.toString()).isEmpty();
    }

    private JsonNode evaluate(Path model, Path data, Object... more) throws Exception {
        List<Object> args = new ArrayList<>(List.of("evaluate", model, "--data", data, "--json"));
        args.addAll(List.of(more));
        assertThat(run(args.toArray())).as(messages.toString()).isZero();
        return new ObjectMapper().readTree(results.toString());
    }
}
