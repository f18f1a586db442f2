package org.dllm.experiments.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import org.dllm.experiments.experiment.DivergedException;
import org.dllm.experiments.model.io.ModelFileException;
import org.dllm.experiments.model.tokenizer.TokenizerException;
import org.dllm.experiments.spec.PlainText;
import org.dllm.experiments.spec.SpecException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * The commands that need an engine but no server. The {@code dllm} script calls this class for
 * them.
 */
@Command(
        name = "dllm",
        subcommands = {RunCommand.class, ModelCommand.class, DataCommand.class, BenchCommand.class})
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        Locale.setDefault(Locale.ENGLISH);
        // Set before the first logger, because the server on this class path has its own
        // configuration.
        System.setProperty("logback.configurationFile", "org/dllm/experiments/cli/logback.xml");
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        var main = new CommandLine(new Main()).setExecutionExceptionHandler(Main::report);
        // a prompt may begin with @; it must not be read as a file of arguments
        main.setExpandAtFiles(false);
        main.setCaseInsensitiveEnumValuesAllowed(true);
        addHelp(main);
        return main;
    }

    /** Adds --help to all commands and subcommands. */
    private static void addHelp(CommandLine command) {
        command.getCommandSpec()
                .addOption(
                        OptionSpec.builder("-h", "--help")
                                .usageHelp(true)
                                .description("show this help")
                                .build());
        command.getSubcommands().values().forEach(Main::addHelp);
    }

    /** Prints an error in one line; for a bug, also the stack trace. */
    private static int report(Exception fault, CommandLine command, ParseResult arguments) {
        switch (fault) {
            case IOException io -> report(io.toString(), command);
            case UncheckedIOException io -> report(String.valueOf(io.getCause()), command);
            case IllegalArgumentException _,
                    DivergedException _,
                    ModelFileException _,
                    SpecException _,
                    TokenizerException _ ->
                    report(String.valueOf(fault.getMessage()), command);
            default -> fault.printStackTrace(command.getErr());
        }
        return CommandLine.ExitCode.SOFTWARE;
    }

    private static void report(String message, CommandLine command) {
        command.getErr().println("dllm: " + PlainText.escapedLines(message));
    }
}
