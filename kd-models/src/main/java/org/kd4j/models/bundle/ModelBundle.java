package org.kd4j.models.bundle;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipOutputStream;
import org.kd4j.core.annotation.Annotators;
import org.kd4j.core.batch.Student;
import org.kd4j.core.evaluation.Probabilities;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.core.io.AtomicFiles;
import org.kd4j.core.tokens.Encoding;
import org.kd4j.core.tokens.JsonTokenizer;
import org.kd4j.core.tokens.Tokenizer;
import org.kd4j.models.annotator.IndividualAnswers;
import org.kd4j.models.annotator.PanelStudent;
import org.kd4j.models.onnx.PretrainedEncoder;
import org.kd4j.models.student.TextTask;

/**
 * A saved model that predicts: one file has its kind and sizes, labels, tokenizer and weights, and for models of
 * annotators who they are. Those of students are DL4J's archive with more files in it: {@code ComputationGraph.load}
 * opens them too.
 *
 * <p>Not thread-safe.
 */
public final class ModelBundle implements AutoCloseable {
    /** More bytes than stand around the weights in their file. */
    private static final long FRAME = 1 << 20;

    private final BundleManifest manifest;
    private final Tokenizer tokenizer;
    private final Student student;

    private ModelBundle(BundleManifest manifest, Tokenizer tokenizer, Student student) {
        this.manifest = manifest;
        this.tokenizer = tokenizer;
        this.student = student;
    }

    /**
     * Writes a model; the file appears whole or not at all.
     *
     * @param weights as {@link Student#save} of the model wrote them
     * @param labels names of the classes, in the order of the logits
     * @param tokenizer the text of its {@code tokenizer.json}
     * @param specialTokens whether its texts are framed by the tokenizer's special tokens
     * @throws IllegalArgumentException if there are not as many labels as classes
     */
    public static void write(
            Path file, Path weights, ModelSettings model, List<String> labels, String tokenizer, boolean specialTokens)
            throws IOException {
        BundleFile.Description description = new BundleFile.Description(model, labels, specialTokens);
        AtomicFiles.write(file, path -> BundleFile.write(path, weights, tokenizer, description));
    }

    /**
     * Opens a model, after all of its file has been held against its hashes. Nothing in it is run, and nothing of it is
     * left on disk.
     *
     * @throws InvalidInput if there is no such file, or it is not what {@link #write} makes
     */
    public static ModelBundle open(Path file) {
        return reading(file, ModelBundle::open);
    }

    /**
     * The text of the {@code tokenizer.json} in a model's file, without opening the model.
     *
     * @throws InvalidInput as {@link #open} does
     */
    public static String tokenizerJson(Path file) {
        return reading(file, ModelBundle::tokenizerText);
    }

    /** What is read of a file. */
    @FunctionalInterface
    private interface Reading<T> {
        T of(BundleFile bundle) throws IOException;
    }

    private static <T> T reading(Path file, Reading<T> reading) {
        if (!Files.isRegularFile(file)) {
            throw notOurs(file, Files.exists(file) ? "no file" : "no such file");
        }
        try (BundleFile bundle = BundleFile.open(file)) {
            return reading.of(bundle);
        } catch (InvalidInput e) {
            throw notOurs(file, "a model that cannot be made (" + e.getMessage() + ")");
        } catch (ZipException e) {
            throw notOurs(file, "a file that is no zip archive (" + e.getMessage() + ")");
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            // Sizes that contradict each other end in exceptions of all kinds.
            throw notOurs(file, "a file that cannot be used (" + e.getMessage() + ")");
        }
    }

    private static InvalidInput notOurs(Path file, String found) {
        return new InvalidInput(
                file.toString(),
                found,
                "a model as sweep and distill write it, such as student.zip",
                "Name another, or make it again.");
    }

    private static ModelBundle open(BundleFile bundle) throws IOException {
        BundleManifest manifest = bundle.manifest();
        requireWeights(bundle);
        Tokenizer tokenizer = tokenizer(bundle);
        try {
            return new ModelBundle(manifest, tokenizer, student(bundle));
        } catch (IOException | RuntimeException e) {
            tokenizer.close();
            throw e;
        }
    }

    private static Tokenizer tokenizer(BundleFile bundle) throws IOException {
        TextTask task = bundle.manifest().model().task();
        Tokenizer tokenizer = new JsonTokenizer(
                BundleFile.TOKENIZER,
                tokenizerText(bundle),
                task.maxTokens(),
                bundle.manifest().specialTokens());
        if (tokenizer.vocabularySize() != task.vocabularySize() || tokenizer.paddingId() != task.paddingId()) {
            tokenizer.close();
            throw new IOException("its tokenizer has " + tokenizer.vocabularySize() + " tokens and the padding id "
                    + tokenizer.paddingId() + " where the model has " + task.vocabularySize() + " and "
                    + task.paddingId());
        }
        return tokenizer;
    }

    private static String tokenizerText(BundleFile bundle) throws IOException {
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        bundle.copy(BundleFile.TOKENIZER, json);
        return json.toString(StandardCharsets.UTF_8);
    }

    private static boolean isGraph(ModelSettings model) {
        return !(model instanceof ModelSettings.Annotators);
    }

    /** That the weights are about as large as the model says, so that neither makes the other take memory. */
    private static void requireWeights(BundleFile bundle) throws IOException {
        ModelSettings model = bundle.manifest().model();
        String numbers = isGraph(model) ? BundleFile.COEFFICIENTS : BundleFile.WEIGHTS;
        long bytes = bundle.manifest().files().get(numbers).bytes();
        double least = model.leastWeights() * Float.BYTES;
        if (bytes < least || bytes > 2 * least + FRAME) {
            throw new IOException("its " + numbers + " has " + bytes + " bytes, " + (bytes < least ? "fewer" : "more")
                    + " than its model has weights");
        }
    }

    private static Student student(BundleFile bundle) throws IOException {
        ModelSettings model = bundle.manifest().model();
        Path folder = Files.createTempDirectory("kd4j-model");
        Path weights = folder.resolve("weights");
        try {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(weights))) {
                if (isGraph(model)) {
                    copyGraph(bundle, out);
                } else {
                    bundle.copy(BundleFile.WEIGHTS, out);
                }
            }
            bundle.checkRest(
                    Set.of(BundleFile.TOKENIZER, BundleFile.GRAPH, BundleFile.COEFFICIENTS, BundleFile.WEIGHTS));
            return model.load(weights);
        } finally {
            Files.deleteIfExists(weights);
            Files.deleteIfExists(folder);
        }
    }

    /** DL4J reads an archive from its start to its end, whatever its directory says: it is given one with these two only. */
    private static void copyGraph(BundleFile bundle, OutputStream out) throws IOException {
        ZipOutputStream zip = new ZipOutputStream(out);
        zip.setLevel(Deflater.NO_COMPRESSION);
        for (String name : List.of(BundleFile.GRAPH, BundleFile.COEFFICIENTS)) {
            zip.putNextEntry(new ZipEntry(name));
            bundle.copy(name, zip);
        }
        zip.finish();
    }

    /** Names of the classes, in the order of logits and probabilities. */
    public List<String> labels() {
        return manifest.labels();
    }

    /** Kind and sizes. */
    public ModelSettings settings() {
        return manifest.model();
    }

    /** Whom the model knows; empty for models that do not tell annotators apart. */
    public Optional<Annotators> annotators() {
        return student instanceof IndividualAnswers individual
                ? Optional.of(individual.annotators())
                : Optional.empty();
    }

    /**
     * The model's logits, to the bit those of the student that was saved.
     *
     * @return [texts][classes]; of a model of annotators the logarithm of the mean of their probabilities
     */
    public float[][] logits(List<String> texts) {
        return student.logits(ids(tokenizer.encode(texts)));
    }

    /**
     * What the model says of each text; of a model of annotators, the mean of what the known ones say.
     *
     * @param texts any number, the empty text among them
     */
    public List<Prediction> predict(List<String> texts) {
        List<Encoding> encodings = tokenizer.encode(texts);
        return predictions(probabilities(ids(encodings)), encodings);
    }

    /**
     * What individual annotators would say.
     *
     * @param names of annotators; one whom the model does not know gets the answer of the unknown annotator, which of a
     *     {@link PanelStudent} is that of all together
     * @return for each text a prediction for each name, in their order
     * @throws IllegalStateException if the model does not tell annotators apart
     */
    public List<List<Prediction>> predict(List<String> texts, List<String> names) {
        Map<String, Integer> numbers = individual().annotators().numbers();
        int[] asked = names.stream()
                .mapToInt(name -> numbers.getOrDefault(name, Annotators.UNKNOWN))
                .toArray();
        List<Encoding> encodings = tokenizer.encode(texts);
        int[][] askedOfEach = new int[texts.size()][];
        Arrays.fill(askedOfEach, asked);
        double[][][] probabilities = individual().probabilities(ids(encodings), askedOfEach);
        List<List<Prediction>> predictions = new ArrayList<>();
        for (int text = 0; text < probabilities.length; text++) {
            List<Prediction> each = new ArrayList<>();
            for (double[] one : probabilities[text]) {
                each.add(prediction(one, encodings.get(text)));
            }
            predictions.add(each);
        }
        return predictions;
    }

    /** What makes its tokens of texts; closed with this object. */
    public Tokenizer tokenizer() {
        return tokenizer;
    }

    /**
     * The same as {@link #predict(List)} for texts that are tokens already.
     *
     * @return [texts][classes]
     */
    public double[][] probabilities(int[][] tokens) {
        return Probabilities.softmax(student.logits(tokens));
    }

    /**
     * What people would say of texts that are tokens already; see {@link IndividualAnswers#logits(int[][], int[][],
     * Annotators)}.
     *
     * @param annotators whom to ask about each text, numbers of people
     * @return [texts][annotators of the text][classes]
     * @throws IllegalStateException if the model does not tell annotators apart
     */
    public double[][][] probabilities(int[][] tokens, int[][] annotators, Annotators people) {
        return individual().probabilities(tokens, annotators, people);
    }

    /** The same as logits. */
    float[][][] logits(int[][] tokens, int[][] annotators) {
        return individual().logits(tokens, annotators);
    }

    /** The encoder of a model that answers for individual annotators, a copy, for others to start from; empty of other models. */
    public Optional<PretrainedEncoder> encoder() {
        return student instanceof IndividualAnswers individual ? individual.encoder() : Optional.empty();
    }

    BundleManifest manifest() {
        return manifest;
    }

    private IndividualAnswers individual() {
        if (student instanceof IndividualAnswers individual) {
            return individual;
        }
        throw new IllegalStateException("the model does not tell annotators apart");
    }

    private List<Prediction> predictions(double[][] probabilities, List<Encoding> encodings) {
        List<Prediction> predictions = new ArrayList<>();
        for (int text = 0; text < probabilities.length; text++) {
            predictions.add(prediction(probabilities[text], encodings.get(text)));
        }
        return predictions;
    }

    private Prediction prediction(double[] probabilities, Encoding encoding) {
        return new Prediction(labels().get(Probabilities.argmax(probabilities)), probabilities, encoding.truncated());
    }

    private static int[][] ids(List<Encoding> encodings) {
        return encodings.stream().map(Encoding::ids).toArray(int[][]::new);
    }

    @Override
    public void close() {
        student.close();
        tokenizer.close();
    }
}
