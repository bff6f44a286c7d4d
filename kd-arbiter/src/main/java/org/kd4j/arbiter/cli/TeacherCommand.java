package org.kd4j.arbiter.cli;

import picocli.CommandLine.Command;

/** What can be done with a teacher's model before any training. */
@Command(
        name = "teacher",
        description = "Check the model of a teacher, or import it.",
        mixinStandardHelpOptions = true,
        subcommands = {TeacherImportCommand.class, TeacherVerifyCommand.class},
        footer = {
            "",
            "Examples:",
            "  kd-arbiter teacher verify model.onnx",
            "  kd-arbiter teacher import model.onnx -o teachers/bert"
        })
final class TeacherCommand {}
