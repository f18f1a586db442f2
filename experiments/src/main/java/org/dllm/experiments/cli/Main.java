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

/** The commands that need an engine and no server; {@code dllm} hands them over. */
@Command(
        name = "dllm",
        subcommands = {RunCommand.class, ModelCommand.class, DataCommand.class, BenchCommand.class})
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        Locale.setDefault(Locale.ENGLISH);
        // Before the first logger: the server, which shares this class path, logs its own way.
        System.setProperty("logback.configurationFile", "org/dllm/experiments/cli/logback.xml");
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        var main = new CommandLine(new Main()).setExecutionExceptionHandler(Main::report);
        // a prompt may begin with @, and is not the name of a file with arguments
        main.setExpandAtFiles(false);
        helpful(main);
        return main;
    }

    /** Every command, however deep, has --help. */
    private static void helpful(CommandLine command) {
        command.getCommandSpec()
                .addOption(
                        OptionSpec.builder("-h", "--help")
                                .usageHelp(true)
                                .description("this text")
                                .build());
        command.getSubcommands().values().forEach(Main::helpful);
    }

    /** What went wrong in one line; a fault of ours with the place too. */
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
