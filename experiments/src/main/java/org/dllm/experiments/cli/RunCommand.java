package org.dllm.experiments.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.dllm.experiments.eval.TaskSpec;
import org.dllm.experiments.experiment.Catalog;
import org.dllm.experiments.experiment.ExperimentSpec;
import org.dllm.experiments.experiment.PlannedRun;
import org.dllm.experiments.experiment.PublishedRun;
import org.dllm.experiments.experiment.RunExecution;
import org.dllm.experiments.experiment.SpecDocument;
import org.dllm.experiments.experiment.Workspace;
import org.dllm.experiments.spec.SpecException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Executes the runs of a spec in this process, one after the other, and resumes interrupted runs.
 */
@Command(name = "run", description = "Run a spec in this process, without a server.")
final class RunCommand implements Callable<Integer> {

    /** Replaces a leading dot, because such a folder would be hidden or another folder. */
    private static final Pattern UNFIT = Pattern.compile("^\\.|[^A-Za-z0-9.=_-]");

    @Spec private @Nullable CommandSpec command;

    @Parameters(paramLabel = "SPEC", description = "a YAML or JSON file, or a catalog entry's name")
    private String spec = "";

    @Option(names = "--set", paramLabel = "a.b=c", description = "change a value of the spec")
    private List<String> sets = new ArrayList<>();

    @Option(names = "--only", paramLabel = "RUN", description = "only the run of this name")
    private @Nullable String only;

    @Option(names = "--folder", required = true, description = "folder for the files of the runs")
    private Path folder = Path.of("");

    @Option(
            names = "--data-dir",
            defaultValue = "${env:DLLM_DATA_DIR:-data}",
            description = "folder with data/, models/, tokenizers/ (default: ${DEFAULT-VALUE})")
    private Path dataDir = Path.of("");

    @Option(names = "--json", description = "results as JSON; progress goes to the error output")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        CommandLine line = Objects.requireNonNull(command).commandLine();
        PrintWriter progress = json ? line.getErr() : line.getOut();
        var results = new ResultTable();
        List<PlannedRun> plan = SpecDocument.parse(text(), sets).inOrder();
        requireOnly(plan);
        requireFolders(plan);
        for (PlannedRun run : plan) {
            if (only != null && !only.equals(run.name())) {
                continue;
            }
            ExperimentSpec spec =
                    run.rateOf()
                            .map(other ->
                                    run.spec()
                                            .withMeasuredRate(
                                                    other,
                                                    results.of(other)
                                                            .orElseGet(() ->
                                                                    earlierResult(other, plan))))
                            .orElse(run.spec());
            progress.printf("== %s%n", run.name());
            Path home = folderOf(run.name());
            Files.createDirectories(home);
            var events = new ConsoleEvents(progress, ConsoleEvents.atTerminal(), System::nanoTime);
            execute(spec, new Workspace(home, dataDir, System::nanoTime, events));
            results.add(run.name(), events.summary());
        }
        if (json) {
            line.getOut().println(JsonText.of(results.json()));
            line.getOut().flush();
        } else {
            results.print(line.getOut());
        }
        return 0;
    }

    private void requireOnly(List<PlannedRun> plan) {
        List<String> names = plan.stream().map(PlannedRun::name).toList();
        if (only != null && !names.contains(only)) {
            throw SpecException.of("--only", "one of " + String.join(", ", names), only);
        }
    }

    /** Some file systems ignore case, so two such runs would share their files. */
    private void requireFolders(List<PlannedRun> plan) {
        var byFolder = new HashMap<String, String>();
        for (PlannedRun run : plan) {
            String folderName = folderOf(run.name()).toString().toLowerCase(Locale.ROOT);
            String other = byFolder.put(folderName, run.name());
            if (other != null) {
                throw SpecException.of(
                        "--folder",
                        "run names that differ in more than case",
                        other + " and " + run.name());
            }
        }
    }

    private String text() {
        return !Files.exists(Path.of(spec)) && Catalog.names().contains(spec)
                ? Catalog.text(spec)
                : TextFile.read("SPEC", Path.of(spec));
    }

    /**
     * The folder of a run. Characters that are unsafe in folder names are replaced by their code.
     */
    private Path folderOf(String run) {
        return folder.resolve(
                UNFIT.matcher(run)
                        .replaceAll(unfit -> "%%%x".formatted(unfit.group().codePointAt(0))));
    }

    /** The result of an earlier execution in the run's folder. */
    private Map<String, Double> earlierResult(String name, List<PlannedRun> plan) {
        return plan.stream()
                .filter(run -> run.name().equals(name))
                .map(run -> PublishedRun.measured(folderOf(name), run.spec()))
                .findFirst()
                .orElse(Map.of());
    }

    private static void execute(ExperimentSpec spec, Workspace workspace) {
        try (var execution = RunExecution.open(spec, workspace)) {
            int stretch = spec.train().checkpointEvery();
            while (execution.step() < execution.steps()) {
                execution.train((execution.step() / stretch + 1) * stretch);
                execution.checkpoint();
            }
            execution.fit();
            for (TaskSpec task : spec.evaluations()) {
                try (var evaluation = execution.evaluation(task)) {
                    evaluation.finish();
                }
            }
            for (TaskSpec task : spec.evaluations()) {
                execution.measure(task);
            }
            execution.measureSpeed();
            execution.publish();
        }
    }
}
