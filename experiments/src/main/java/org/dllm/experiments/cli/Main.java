package org.dllm.experiments.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands that need an engine and no server; {@code dllm} hands them over. */
@Command(
        name = "dllm",
        mixinStandardHelpOptions = true,
        subcommands = {RunCommand.class, BenchCommand.class})
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new Main()).execute(args));
    }
}
