package org.kd4j.arbiter.cli;

import java.io.ObjectInputFilter;
import java.io.PrintStream;
import java.io.PrintWriter;
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
        subcommands = {SweepCommand.class, ConfigCommand.class, BenchCommand.class, DoctorCommand.class},
        footer = {
            "",
            "Examples:",
            "  kd-arbiter sweep                                     the demonstration, about two minutes",
            "  kd-arbiter sweep -c configs/sst2-kim-cnn.yaml --set data.train=train.tsv --set data.dev=dev.tsv",
            "  kd-arbiter config print                              every key with its value",
            "  kd-arbiter doctor                                    what this machine offers",
            "",
            "Exit codes: 0 done, 1 bug, 2 usage or configuration, 3 bad data or model, 4 some trials failed,",
            "5 run directory in use or of another configuration, 130/143 stopped with the state saved."
        })
public final class Main {
    /** What stored objects may be made of: nothing that is read can run code of its own. */
    private static final String SERIAL_FILTER = "maxdepth=20;java.base/*;org.nd4j.**;org.deeplearning4j.**;!*";

    @Option(names = "--debug", scope = ScopeType.INHERIT, description = "Print stack traces.")
    boolean debug;

    private Main() {}

    public static void main(String[] args) {
        ObjectInputFilter.Config.setSerialFilter(ObjectInputFilter.Config.createFilter(SERIAL_FILTER));
        // Libraries print to stdout, and one would look for newer natives on the network.
        PrintStream results = System.out;
        System.setOut(System.err);
        System.setProperty("ai.djl.offline", "true");
        NativeBuild.choose();
        System.exit(run(results, args));
    }

    /** Runs one command and gives the exit code; results go to {@code results}. */
    static int run(PrintStream results, String... args) {
        Main main = new Main();
        CommandLine commands = new CommandLine(main);
        commands.setOut(new PrintWriter(results, true));
        commands.setCaseInsensitiveEnumValuesAllowed(true);
        commands.setExecutionExceptionHandler((exception, command, parsed) -> {
            if (main.debug || !(exception instanceof Failure)) {
                exception.printStackTrace(command.getErr());
            }
            if (exception instanceof Failure failure) {
                command.getErr().println(failure.getMessage());
                return failure.exitCode();
            }
            command.getErr().println("This is a bug in kd4j; please report it with the lines above.");
            return CommandLine.ExitCode.SOFTWARE;
        });
        return commands.execute(args.length == 0 ? new String[] {"--help"} : args);
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
