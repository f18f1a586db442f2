package org.dllm.platform.cli;

import java.util.List;
import java.util.Locale;
import org.dllm.experiments.spec.PlainText;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IParameterExceptionHandler;

/** The commands of {@code ./dllm} that connect to a server, and the server itself. */
@Command(
        name = "dllm",
        description = "D-LLM Lab: experiments with models that decide which layers to execute.",
        synopsisSubcommandLabel = "COMMAND")
public final class Main {

    static final int OK = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;

    static final String WRONG_USAGE = "Wrong usage";

    private Main() {}

    /** Exits with 0 on success, 1 on failure, 2 on wrong usage. */
    public static void main(String... args) {
        Locale.setDefault(Locale.ENGLISH);
        System.exit(execute(args));
    }

    private static int execute(String... args) {
        try {
            return commandLine(Session.of(System.getenv())).execute(args);
        } catch (CommandFailedException wrong) { // invalid environment
            System.err.println("dllm: " + wrong.getMessage());
            return wrong.exitCode();
        }
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
        commandLine.addSubcommand(new ArchiveCommand.Archive(session));
        commandLine.addSubcommand(new ArchiveCommand.Unarchive(session));
        commandLine.addSubcommand(new DeleteCommand(session));
        commandLine.addSubcommand(new LogsCommand(session));
        commandLine.addSubcommand(new ExperimentsCommand(session));
        commandLine.addSubcommand(new TableCommand(session));
        commandLine.addSubcommand(new ReportCommand(session));
        commandLine.addSubcommand(new CatalogCommand(session));
        commandLine
                .getSubcommands()
                .values()
                .forEach(command -> command.addMixin("help", new HelpOption()));
        // An argument that starts with @ is not the name of a file with arguments.
        commandLine.setExpandAtFiles(false);
        commandLine.setExecutionExceptionHandler((failure, command, typed) -> {
            if (!(failure instanceof CommandFailedException failed)) {
                throw failure;
            }
            if (wantsJson(command, typed.originalArgs())) {
                report(command, failed.problem());
            } else {
                command.getErr()
                        .println(
                                "dllm: "
                                        + PlainText.escapedLines(
                                                String.valueOf(failed.getMessage())));
            }
            return failed.exitCode();
        });
        IParameterExceptionHandler usual = commandLine.getParameterExceptionHandler();
        commandLine.setParameterExceptionHandler((wrong, words) -> {
            CommandLine command = wrong.getCommandLine();
            if (!wantsJson(command, List.of(words))) {
                return usual.handleParseException(wrong, words);
            }
            report(command, Problem.of(WRONG_USAGE, String.valueOf(wrong.getMessage())));
            return USAGE;
        });
        return commandLine;
    }

    /** Checks the words, because picocli stops parsing at wrong usage. */
    private static boolean wantsJson(CommandLine command, List<String> words) {
        return command.getCommandSpec().findOption(JsonOption.NAME) != null
                && words.contains(JsonOption.NAME);
    }

    private static void report(CommandLine command, Problem problem) {
        command.getErr().println(Session.text(problem.json()));
    }

    private static final class HelpOption {
        @SuppressWarnings("UnusedVariable") // picocli acts on it
        @CommandLine.Option(
                names = {"-h", "--help"},
                usageHelp = true,
                description = "show this help")
        boolean help;
    }
}
