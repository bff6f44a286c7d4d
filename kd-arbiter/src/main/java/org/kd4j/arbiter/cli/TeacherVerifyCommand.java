package org.kd4j.arbiter.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.kd4j.core.failure.InvalidInput;
import org.kd4j.models.onnx.OnnxImport;
import org.kd4j.models.onnx.ParityCase;
import org.kd4j.models.onnx.ParityCases;
import org.kd4j.models.onnx.ParityReport;
import org.kd4j.models.teacher.TeacherFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Compares a model's translation with what the model is known to answer. */
@Command(
        name = "verify",
        description = {
            "Say whether a model, run as kd4j runs it, answers what it should, to 1e-4: what ONNX Runtime",
            "answers to random token ids of changing batch sizes and lengths, and what the cases expect."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "A folder is compared with the answers that were kept with it, and with the cases.",
            "Cases are a JSON list of {\"inputs\": {\"input_ids\": [[101, 102]], …}, \"outputs\": {\"logits\": [[0.1, 0.9]]}}.",
            "",
            "Examples:",
            "  kd-arbiter teacher verify model.onnx",
            "  kd-arbiter teacher verify model.onnx --cases cases.json --json",
            "  kd-arbiter teacher verify teachers/bert --cases cases.json",
            "",
            "Exit codes: 0 it does, 3 it does not or cannot be compared."
        })
final class TeacherVerifyCommand implements Callable<Integer> {
    private static final int DISAGREES = 3;

    @Spec
    CommandSpec spec;

    @Parameters(paramLabel = "MODEL", description = "The exported model, an .onnx file, or a folder of teacher import.")
    Path model;

    @Option(names = "--cases", paramLabel = "FILE", description = "Inputs with the outputs expected for them, as JSON.")
    Path cases;

    @Option(names = "--json", description = "Print the result as one JSON document.")
    boolean json;

    @Override
    public Integer call() {
        CudaBackend.require();
        PrintWriter out = spec.commandLine().getOut();
        ParityReport report;
        try {
            report = compare();
        } catch (InvalidInput refused) {
            if (json) {
                out.println(VerificationText.json(model.toString(), refused));
            }
            throw refused;
        }
        if (json) {
            out.println(VerificationText.json(report));
        } else if (report.agrees()) {
            out.println(VerificationText.agreement(report));
        }
        report.refusal().ifPresent(refused -> spec.commandLine().getErr().println(refused.getMessage()));
        return report.agrees() ? 0 : DISAGREES;
    }

    private ParityReport compare() {
        List<ParityCase> expected = cases == null ? List.of() : ParityCases.read(cases);
        return Files.isDirectory(model)
                ? TeacherFolder.open(model).verify(expected)
                : OnnxImport.verify(model, expected);
    }
}
