package org.kd4j.arbiter.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.kd4j.core.tokens.JsonTokenizer;
import org.kd4j.models.onnx.OnnxGraph;
import org.kd4j.models.onnx.OnnxImport;
import org.kd4j.models.onnx.ParityCase;
import org.kd4j.models.onnx.ParityCases;
import org.kd4j.models.onnx.SavedGraph;
import org.kd4j.models.teacher.ConfigLabels;
import org.kd4j.models.teacher.ImportedTeacher;
import org.kd4j.models.teacher.TeacherFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Translates and checks a model once, and keeps the result in a folder. */
@Command(
        name = "import",
        description = {
            "Translate a model, check the translation, and write it to a folder, whole or not at all: the graph,",
            "its tokenizer and labels. teacher.model takes the folder in place of the .onnx file, and opens it",
            "without translating it again and without ONNX Runtime. Open only folders whose maker you trust."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  kd-arbiter teacher import model.onnx -o teachers/bert",
            "  kd-arbiter teacher import model.onnx -o teachers/bert --labels negative,positive --cases cases.json",
            "  kd-arbiter teacher import model.onnx -o teachers/bert --explain",
            "  kd-arbiter sweep --set teacher.model=teachers/bert --set teacher.head=as-is --set data.train=train.tsv",
            "",
            "Exit codes: 0 written, 2 usage, 3 the model cannot be used or the folder cannot be written."
        })
final class TeacherImportCommand implements Callable<Integer> {
    private static final int FEW_TOKENS = 3;

    @Spec
    CommandSpec spec;

    @Parameters(paramLabel = "MODEL", description = "The exported model, an .onnx file.")
    Path model;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            required = true,
            description = "The folder to write; a new or an empty one.")
    Path output;

    @Option(
            names = "--tokenizer",
            paramLabel = "FILE",
            description = "The model's tokenizer.json; the default is the one beside the model, if there is one.")
    Path tokenizer;

    @Option(
            names = "--labels",
            paramLabel = "NAME",
            split = ",",
            description = "Names of the classes in the order of the logits; the default is the id2label of the"
                    + " config.json beside the model.")
    List<String> labels;

    @Option(names = "--cases", paramLabel = "FILE", description = "Inputs with the outputs expected for them, as JSON.")
    Path cases;

    @Option(names = "--force", description = "Replace a folder that this command wrote before.")
    boolean force;

    @Option(
            names = "--explain",
            description = "Print what becomes of the model's nodes first, by operator; to stderr with --json.")
    boolean explain;

    @Option(names = "--json", description = "Print what was written as one JSON document.")
    boolean json;

    @Override
    public Integer call() throws IOException {
        requireRoom();
        CudaBackend.require();
        Optional<Path> tokenizerFile = tokenizerFile();
        if (explain) {
            PrintWriter table =
                    json ? spec.commandLine().getErr() : spec.commandLine().getOut();
            table.println(OnnxImport.explain(model).render());
        }
        List<ParityCase> expected = cases == null ? List.of() : ParityCases.read(cases);
        say("Translating " + model + " and checking the translation.");
        OnnxImport.Verified verified = OnnxImport.openWithReport(model, expected);
        try (OnnxGraph graph = verified.graph()) {
            tokenizerFile.ifPresent(file -> requireFitting(graph, file));
            ImportedTeacher teacher = new ImportedTeacher(model, verified, tokenizerFile, labels(graph));
            say("Writing " + output + ".");
            TeacherFolder.write(output, teacher, SavedGraph.MOST_INLINE_BYTES);
            PrintWriter out = spec.commandLine().getOut();
            out.println(json ? ImportText.json(teacher, output) : ImportText.summary(teacher, output));
        }
        return 0;
    }

    /** Before the model is read, which takes longer. */
    private void requireRoom() throws IOException {
        OutputFolder folder = new OutputFolder(output);
        if (!folder.isFree() && !(force && TeacherFolder.isOne(output))) {
            throw force
                    ? folder.refusal("a folder that teacher import wrote", "Name another.")
                    : folder.refusal("a new or an empty folder", "Name another, or replace an import with --force.");
        }
    }

    private Optional<Path> tokenizerFile() {
        Path beside = model.resolveSibling(TeacherFolder.TOKENIZER);
        Path file = tokenizer != null ? tokenizer : beside;
        if (tokenizer == null && !Files.exists(beside)) {
            say("There is no " + beside + ": the folder will have no tokenizer, and teacher.tokenizer must name one.");
            return Optional.empty();
        }
        JsonTokenizer.read(file, FEW_TOKENS, true).close();
        return Optional.of(file);
    }

    private static void requireFitting(OnnxGraph graph, Path file) {
        try (JsonTokenizer tokens = JsonTokenizer.read(file, FEW_TOKENS, true)) {
            ImportedTeacher.requireFitting(graph, tokens);
        }
    }

    /** Those of config.json only where they are as many as the logits: encoders have them too, and nobody asked. */
    private List<String> labels(OnnxGraph graph) {
        if (labels != null) {
            return labels;
        }
        Path config = model.resolveSibling("config.json");
        List<String> found = ConfigLabels.read(config);
        Optional<Integer> classes = ImportedTeacher.classes(graph);
        if (found.isEmpty() || classes.equals(Optional.of(found.size()))) {
            return found;
        }
        say(config + " names " + found.size() + " labels, but the model has "
                + classes.map(count -> count + " logits").orElse("no logits") + ": they are left out.");
        return List.of();
    }

    private void say(String line) {
        spec.commandLine().getErr().println(line);
    }
}
