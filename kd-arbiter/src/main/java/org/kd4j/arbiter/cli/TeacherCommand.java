package org.kd4j.arbiter.cli;

import picocli.CommandLine.Command;

/** What can be done with a teacher before a sweep. */
@Command(
        name = "teacher",
        description = "Check the model of a teacher, import it, or train it.",
        mixinStandardHelpOptions = true,
        subcommands = {TeacherImportCommand.class, TeacherVerifyCommand.class, TeacherFinetuneCommand.class},
        footer = {
            "",
            "Examples:",
            "  kd-arbiter teacher verify model.onnx",
            "  kd-arbiter teacher import model.onnx -o teachers/bert",
            "  kd-arbiter teacher finetune -c configs/sst2-distilbert.yaml --set data.train=train.tsv -o teachers/sst2"
        })
final class TeacherCommand {}
