package org.dllm.experiments.cli;

import java.io.IOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParseResult;

/** The commands that need an engine and no server; {@code dllm} hands them over. */
@Command(
        name = "dllm",
        mixinStandardHelpOptions = true,
        subcommands = {RunCommand.class, ModelCommand.class, BenchCommand.class})
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        System.exit(
                new CommandLine(new Main()).setExecutionExceptionHandler(Main::tell).execute(args));
    }

    /** What went wrong in one line; a fault of ours with the place too. */
    private static int tell(Exception fault, CommandLine command, ParseResult arguments) {
        switch (fault) {
            case IOException io -> command.getErr().println("dllm: " + io);
            case IllegalArgumentException wrong ->
                    command.getErr().println("dllm: " + wrong.getMessage());
            default -> fault.printStackTrace(command.getErr());
        }
        return CommandLine.ExitCode.SOFTWARE;
    }
}
