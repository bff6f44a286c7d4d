package org.kd4j.arbiter.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.kd4j.arbiter.config.Config;
import org.kd4j.arbiter.config.TeacherConfig;
import org.kd4j.arbiter.sweep.TeacherTraining;
import org.kd4j.models.teacher.ImportedTeacher;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Trains the teacher of a configuration, and keeps it in a folder. */
@Command(
        name = "finetune",
        description = {
            "Train a teacher on the data of a configuration, as teacher.head: fine-tune does, without a sweep,",
            "and write it to a folder, whole or not at all: the classifier, its tokenizer and labels.",
            "teacher.model takes the folder, with teacher.head: as-is."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "teacher.epochs, learningRate, batchSize and pooling say how; the epoch that is best on dev is kept. While it",
            "trains there is a folder DIR.training beside DIR: the same command goes on from the last state in it, which is kept",
            "as training.checkpoint says.",
            "",
            "Examples:",
            "  kd-arbiter teacher finetune --set data.train=train.tsv --set data.dev=dev.tsv -o teachers/sst2",
            "  kd-arbiter teacher finetune -c configs/sst2-distilbert.yaml --set data.train=train.tsv \\",
            "      --set teacher.model=model.onnx --set teacher.epochs=3 -o teachers/sst2",
            "  kd-arbiter sweep --set teacher.model=teachers/sst2 --set teacher.head=as-is --set data.train=train.tsv",
            "",
            "Exit codes: 0 written, 2 usage or configuration, 3 data or model cannot be used, 5 another process is",
            "training a teacher for DIR."
        })
final class TeacherFinetuneCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Mixin
    ConfigOptions options;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            required = true,
            description = "The folder to write; a new or an empty one.")
    Path output;

    @Option(names = "--json", description = "Print what was written as one JSON document.")
    boolean json;

    @Override
    public Integer call() throws IOException {
        requireRoom();
        Config config = options.read()
                .with("teacher.head", TeacherConfig.Head.FINE_TUNE.text(), "teacher finetune")
                .toConfig();
        CudaBackend.require();
        PrintWriter messages = spec.commandLine().getErr();
        Thread farewell = new Thread(() -> messages.println("Stopped. " + whatNext()));
        Runtime.getRuntime().addShutdownHook(farewell);
        ImportedTeacher teacher;
        try {
            teacher = TeacherTraining.run(config, output, new TerminalMessages(messages));
        } finally {
            Runtime.getRuntime().removeShutdownHook(farewell);
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(json ? ImportText.json(teacher, output) : ImportText.summary(teacher, output));
        return 0;
    }

    private String whatNext() {
        return TeacherTraining.canGoOn(output)
                ? "The same command continues from " + TeacherTraining.work(output) + "."
                : "No state was kept (training.checkpoint says when): the same command starts anew.";
    }

    /** Before anything is trained, which takes longer. */
    private void requireRoom() throws IOException {
        OutputFolder folder = new OutputFolder(output);
        if (!folder.isFree()) {
            throw folder.refusal("a new or an empty folder", "Name another.");
        }
    }
}
