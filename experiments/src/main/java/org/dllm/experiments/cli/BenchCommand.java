package org.dllm.experiments.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.dllm.experiments.bench.Benchmark;
import org.dllm.experiments.bench.InterleavedRuns;
import org.dllm.experiments.bench.MachineInfo;
import org.dllm.experiments.experiment.EngineProcess;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Measures the engine, alternating with reference programs if any are given. */
@Command(
        name = "bench",
        description = {
            "Measure the engine on this machine, which should be idle.",
            "See 'dllm bench server --help' for the server benchmark."
        })
final class BenchCommand implements Callable<Integer> {

    @Spec private CommandSpec command;
    @Mixin private EngineBenchmarks engine = new EngineBenchmarks();

    @Parameters(
            paramLabel = "NAME",
            description = "engine, or skip: what the skipping of each method gains")
    private String name = "engine";

    @Option(
            names = "--reference",
            paramLabel = "COMMAND",
            description =
                    "a program that prints lines such as 'decode batch 1: 14.0 tokens/s'; runs once"
                            + " per turn; repeatable")
    private List<String> references = List.of();

    @Option(
            names = "--turns",
            defaultValue = "5",
            description = "number of turns; results are medians over turns")
    private int turns;

    @Option(
            names = "--only",
            split = ",",
            description = {
                "rows to measure (default: all); of engine: " + EngineBenchmarks.NAMES,
                "of skip: names of methods"
            })
    private List<String> only = List.of();

    @Option(names = "--json")
    private boolean json;

    BenchCommand() {
        command = CommandSpec.create();
    }

    @Override
    public Integer call() {
        if (!List.of("engine", "skip").contains(name)) {
            throw new ParameterException(
                    command.commandLine(), "NAME: expected engine, skip or server, found " + name);
        }
        if (turns < 1) {
            throw new ParameterException(
                    command.commandLine(), "--turns: expected at least 1, found " + turns);
        }
        PrintWriter progress = command.commandLine().getErr();
        String machine = MachineInfo.describe();
        Set<String> hidden = EngineProcess.environment().keySet();
        List<InterleavedRuns.Result> results = new ArrayList<>();
        Map<String, Supplier<Benchmark>> all = name.equals("skip") ? engine.skip() : engine.all();
        for (Map.Entry<String, Supplier<Benchmark>> entry : chosen(all, only).entrySet()) {
            try (Benchmark benchmark = entry.getValue().get()) {
                var measuring = new InterleavedRuns(references, hidden, turns);
                progress.print(entry.getKey() + " ");
                try {
                    results.addAll(measuring.run(benchmark, () -> tick(progress)));
                } finally {
                    progress.println();
                }
            }
        }
        var table = new BenchTable(machine, turns, results);
        PrintWriter out = command.commandLine().getOut();
        out.println(json ? table.json() : table.text());
        out.flush();
        return 0;
    }

    /** The named entries, in the order of all; all if no names are given. */
    static <T> Map<String, T> chosen(Map<String, T> all, List<String> only) {
        if (!all.keySet().containsAll(only)) {
            throw new IllegalArgumentException(
                    "--only: expected names from %s, found %s".formatted(all.keySet(), only));
        }
        var chosen = new LinkedHashMap<>(all);
        chosen.keySet().removeIf(each -> !only.isEmpty() && !only.contains(each));
        return chosen;
    }

    private static void tick(PrintWriter progress) {
        progress.print(".");
        progress.flush();
    }
}
