package org.dllm.platform.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands of {@code ./dllm} that speak to a server, and the one that is it. */
@Command(
        name = "dllm",
        description = "D-LLM Lab: experiments with models that decide which layers to run.",
        synopsisSubcommandLabel = "COMMAND")
public final class Main {

    static final int OK = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;

    private Main() {}

    /** Exits with 0 for done, 1 for failed, 2 for wrong usage. */
    public static void main(String... args) {
        System.exit(commandLine(Session.of(System.getenv())).execute(args));
    }

    static CommandLine commandLine(Session session) {
        var commandLine = new CommandLine(new Main());
        commandLine.addSubcommand(new QuickstartCommand(session));
        commandLine.addSubcommand(new ServeCommand(session));
        commandLine.addSubcommand(new LoginCommand(session));
        commandLine.addSubcommand(new BenchServerCommand(session));
        commandLine.addSubcommand(new SubmitCommand(session));
        commandLine.addSubcommand(new RunsCommand(session));
        commandLine.addSubcommand(new ShowCommand(session));
        commandLine.addSubcommand(new WatchCommand(session));
        commandLine.addSubcommand(new CancelCommand(session));
        commandLine.addSubcommand(new ResumeCommand(session));
        commandLine.addSubcommand(new RerunCommand(session));
        commandLine
                .getSubcommands()
                .values()
                .forEach(command -> command.addMixin("help", new HelpOption()));
        commandLine.setExecutionExceptionHandler((failure, command, _) -> {
            if (!(failure instanceof CommandFailedException failed)) {
                throw failure;
            }
            command.getErr().println("dllm: " + failed.getMessage());
            return failed.exitCode();
        });
        return commandLine;
    }

    private static final class HelpOption {
        @SuppressWarnings("UnusedVariable") // picocli acts on it
        @CommandLine.Option(
                names = {"-h", "--help"},
                usageHelp = true,
                description = "this text")
        boolean help;
    }
}
