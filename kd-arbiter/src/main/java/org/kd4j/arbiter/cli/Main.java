package org.kd4j.arbiter.cli;

import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import org.kd4j.core.failure.Failure;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command line. stdout carries results only; progress and messages go to stderr. */
@Command(
        name = "kd-arbiter",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = "Knowledge distillation of text classifiers.",
        subcommands = {
            SweepCommand.class,
            DistillCommand.class,
            EvaluateCommand.class,
            PredictCommand.class,
            TeacherCommand.class,
            ConfigCommand.class,
            BenchCommand.class,
            DoctorCommand.class
        },
        footer = {
            "",
            "Examples:",
            "  kd-arbiter sweep                                     the demonstration, about a minute",
            "  kd-arbiter sweep -c configs/sst2-kim-cnn.yaml --set data.train=train.tsv --set data.dev=dev.tsv",
            "  kd-arbiter distill --set objective.temperature=2     one training",
            "  kd-arbiter evaluate runs/demo/student.zip --data test.tsv   scores on labelled texts",
            "  kd-arbiter predict runs/demo/student.zip texts.txt   what a student says of texts",
            "  kd-arbiter teacher verify model.onnx                 whether a model is translated faithfully",
            "  kd-arbiter teacher import model.onnx -o teachers/bert  a folder that opens without ONNX Runtime",
            "  kd-arbiter teacher finetune --set data.train=train.tsv -o teachers/mine  a teacher trained on your data",
            "  kd-arbiter config print                              every key with its value",
            "  kd-arbiter doctor                                    what this machine offers",
            "",
            "Exit codes: 0 done, 1 bug, 2 usage or configuration, 3 bad data or model, 4 some trials failed,",
            "5 run directory or output folder in use, or run directory of another configuration, 130/143 stopped with the",
            "state saved."
        })
public final class Main {
    /** What stored objects may be made of: nothing that is read can run code of its own. */
    private static final String SERIAL_FILTER = "maxdepth=20;java.base/*;org.nd4j.**;org.deeplearning4j.**;!*";

    private static final int UNUSABLE_FILES = 3;

    /** Examples are to be copied, so that none of their lines may be broken. */
    private static final int HELP_WIDTH = 120;

    @Option(names = "--debug", scope = ScopeType.INHERIT, description = "Print stack traces.")
    boolean debug;

    private Main() {}

    public static void main(String[] args) {
        ObjectInputFilter.Config.setSerialFilter(ObjectInputFilter.Config.createFilter(SERIAL_FILTER));
        // Libraries print to stdout, and one would look for newer natives on the network.
        PrintStream results = System.out;
        System.setOut(new LibraryOutput(System.err));
        System.setProperty("ai.djl.offline", "true");
        NativeBuild.choose();
        System.exit(run(new PrintWriter(results, true), new PrintWriter(System.err, true), args));
    }

    /** Runs one command and gives the exit code. */
    static int run(PrintWriter results, PrintWriter messages, String... args) {
        Main main = new Main();
        CommandLine commands = new CommandLine(main)
                .setOut(results)
                .setErr(messages)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpWidth(HELP_WIDTH)
                .setExecutionExceptionHandler((exception, command, parsed) -> main.explain(exception, messages));
        try {
            return commands.execute(args.length == 0 ? new String[] {"--help"} : args);
        } catch (OutOfMemoryError e) {
            return explain(e, messages);
        }
    }

    /** A larger heap or smaller batches put it right, and both are the user's to choose. */
    static int explain(OutOfMemoryError error, PrintWriter messages) {
        messages.println(String.format(
                "Memory ran out (%s): found a Java heap of %,d MB at the most and as much outside of it, expected more."
                        + " Give more (java -Xmx8g -jar kd-arbiter.jar …), or lower training.batchSize,"
                        + " teacher.batchSize or data.maxTokens.",
                error.getMessage(), Runtime.getRuntime().maxMemory() >> 20));
        return CommandLine.ExitCode.USAGE;
    }

    /** What a user can put right is one line; only a bug has a stack trace. */
    private int explain(Exception exception, PrintWriter messages) {
        boolean files = exception instanceof IOException || exception instanceof UncheckedIOException;
        if (debug || !files && !(exception instanceof Failure)) {
            exception.printStackTrace(messages);
        }
        if (exception instanceof Failure failure) {
            messages.println(failure.getMessage());
            return failure.exitCode();
        }
        if (files) {
            messages.println("A file cannot be read or written: " + exception.getMessage() + " ("
                    + exception.getClass().getSimpleName() + "). Check the disk and the permissions.");
            return UNUSABLE_FILES;
        }
        messages.println("This is a bug in kd4j; please report it with the lines above.");
        return CommandLine.ExitCode.SOFTWARE;
    }

    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"kd-arbiter " + current()};
        }

        static String current() {
            String version = Main.class.getPackage().getImplementationVersion();
            return version == null ? "(unpacked)" : version;
        }
    }
}
