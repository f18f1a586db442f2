package org.dllm.platform.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.dllm.experiments.experiment.PrimaryMetric;
import org.dllm.experiments.experiment.RunEvent.TaskResult;
import org.dllm.experiments.experiment.RunGroup;
import org.dllm.experiments.experiment.SpecJson;
import org.dllm.experiments.method.MethodSpec;
import org.dllm.experiments.method.TargetRate;
import org.dllm.platform.run.ExampleScores;
import org.dllm.platform.run.PlannedCell;
import org.dllm.platform.run.PlannedRuns;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.RunList;
import org.dllm.platform.run.RunResults;
import org.dllm.platform.run.RunState;
import org.dllm.platform.run.SubmissionPlan;
import org.dllm.platform.run.SubmittedDocuments;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Computes the tables of experiments. */
@Repository
public class ResultTables {

    private final SubmittedDocuments documents;
    private final PlannedRuns planned;
    private final RunResults results;
    private final ExampleScores scores;
    private final RunList list;

    ResultTables(
            SubmittedDocuments documents,
            PlannedRuns planned,
            RunResults results,
            ExampleScores scores,
            RunList list) {
        this.list = list;
        this.documents = documents;
        this.planned = planned;
        this.results = results;
        this.scores = scores;
    }

    /**
     * The table of a submission.
     *
     * @param submission id of the submission; the newest of the experiment if absent
     * @return empty if there is no such submission
     */
    @Transactional(readOnly = true)
    public Optional<ResultTable> of(String experiment, @Nullable Long submission) {
        return documents.plan(experiment, submission).map(plan -> new Builder(plan).table());
    }

    private record Task(String dataset, @Nullable PrimaryMetric primary) {}

    private final class Builder {

        private final SubmissionPlan plan;
        private final List<PlannedCell> cells;
        private final Map<RunId, List<PrimaryMetric>> tasks;
        private final Map<RunId, List<TaskResult>> measured;
        private final Map<RunId, TargetRate> targets;

        Builder(SubmissionPlan plan) {
            this.plan = plan;
            cells = planned.of(plan.id());
            List<RunId> runs =
                    cells.stream()
                            .map(PlannedCell::execution)
                            .filter(Objects::nonNull)
                            .map(PlannedCell.Execution::run)
                            .toList();
            tasks = results.tasks(runs);
            measured = results.of(runs);
            targets = targets();
        }

        /** The targets of the first finished run of each system on each data set. */
        private Map<RunId, TargetRate> targets() {
            var first = new HashMap<List<String>, RunId>();
            for (PlannedCell cell : cells) {
                PlannedCell.Execution one = cell.execution();
                if (one != null && one.state() == RunState.FINISHED) {
                    first.putIfAbsent(List.of(cell.dataset(), cell.system()), one.run());
                }
            }
            var found = new HashMap<RunId, TargetRate>();
            list.specs(first.values())
                    .forEach((run, spec) ->
                            SpecJson.methodOf(spec)
                                    .flatMap(MethodSpec::targetRate)
                                    .ifPresent(target -> found.put(run, target)));
            return found;
        }

        ResultTable table() {
            List<String> systems = cells.stream().map(PlannedCell::system).distinct().toList();
            List<Task> all = tasks();
            List<List<Cell>> rows = new ArrayList<>();
            for (Task task : all) {
                List<Cell> row = systems.stream().map(system -> cell(task, system)).toList();
                rows.add(
                        task.primary() == null
                                ? row
                                : Ranks.marked(row, ranked(systems), task.primary()));
            }
            new Comparisons(all, systems).addTo(rows);
            return new ResultTable(
                    plan.experiment(),
                    plan.id(),
                    plan.baseline(),
                    systems.stream()
                            .map(system -> new ResultTable.Column(system, method(system)))
                            .toList(),
                    rows(all, rows));
        }

        private List<ResultTable.Row> rows(List<Task> all, List<List<Cell>> rows) {
            var named = new ArrayList<ResultTable.Row>();
            for (int i = 0; i < rows.size(); i++) {
                Task task = all.get(i);
                named.add(
                        new ResultTable.Row(
                                name(task, all), task.dataset(), task.primary(), rows.get(i)));
            }
            return named;
        }

        /** The data set, and the task if the data set has several. */
        private static String name(Task task, List<Task> all) {
            String dataset = task.dataset();
            if (dataset.isEmpty()) {
                return task.primary() == null ? "–" : task.primary().task();
            }
            long shared = all.stream().filter(one -> one.dataset().equals(dataset)).count();
            return shared == 1 || task.primary() == null
                    ? dataset
                    : dataset + ": " + task.primary().task();
        }

        /** The tasks of each data set, in the order of the document. */
        private List<Task> tasks() {
            var found = new ArrayList<Task>();
            for (String dataset :
                    new LinkedHashSet<>(cells.stream().map(PlannedCell::dataset).toList())) {
                List<Task> own =
                        cells.stream()
                                .filter(cell -> cell.dataset().equals(dataset))
                                .map(PlannedCell::execution)
                                .filter(Objects::nonNull)
                                .flatMap(one -> tasks.getOrDefault(one.run(), List.of()).stream())
                                .distinct()
                                .map(primary -> new Task(dataset, primary))
                                .toList();
                found.addAll(own.isEmpty() ? List.of(new Task(dataset, null)) : own);
            }
            return found;
        }

        private List<PlannedCell> cells(String dataset, String system) {
            return cells.stream()
                    .filter(cell -> cell.dataset().equals(dataset) && cell.system().equals(system))
                    .toList();
        }

        private String method(String system) {
            return cells.stream()
                    .filter(cell -> cell.system().equals(system))
                    .map(PlannedCell::execution)
                    .filter(Objects::nonNull)
                    .map(PlannedCell.Execution::method)
                    .findFirst()
                    .orElse("");
        }

        /** Whether each system takes part in the ranks: the dense model is the reference. */
        private List<Boolean> ranked(List<String> systems) {
            return systems.stream().map(system -> !method(system).equals("dense")).toList();
        }

        private Optional<Double> value(PlannedCell cell, String task, String metric) {
            PlannedCell.Execution one = cell.execution();
            return one == null || one.state() != RunState.FINISHED
                    ? Optional.empty()
                    : measured.getOrDefault(one.run(), List.of()).stream()
                            .filter(result -> result.task().equals(task))
                            .filter(result -> result.metric().equals(metric))
                            .map(TaskResult::value)
                            .findFirst();
        }

        private double[] values(List<PlannedCell> of, String task, String metric) {
            return of.stream()
                    .flatMap(cell -> value(cell, task, metric).stream())
                    .mapToDouble(Double::doubleValue)
                    .toArray();
        }

        private Cell cell(Task task, String system) {
            List<PlannedCell> own = cells(task.dataset(), system);
            PrimaryMetric primary = task.primary();
            String name = primary == null ? "" : primary.task();
            String metric = primary == null ? "" : primary.metric();
            double[] quality = values(own, name, metric);
            return new Cell(
                    quality.length,
                    own.size(),
                    mean(quality),
                    deviation(quality),
                    mean(values(own, name, "flops_ratio/layers")),
                    mean(values(own, name, "flops_ratio/all")),
                    target(own, name),
                    Cell.Mark.NONE,
                    null,
                    own.stream()
                            .filter(cell -> value(cell, name, metric).isEmpty())
                            .map(this::missing)
                            .toList());
        }

        /** The target of the first run with a result. */
        private Cell.@Nullable Target target(List<PlannedCell> own, String task) {
            return own.stream()
                    .map(PlannedCell::execution)
                    .filter(Objects::nonNull)
                    .flatMap(one -> Optional.ofNullable(targets.get(one.run())).stream())
                    .findFirst()
                    .map(target ->
                            new Cell.Target(
                                    target.rate(),
                                    target.metric(),
                                    mean(values(own, task, target.metric()))))
                    .orElse(null);
        }

        private Cell.Missing missing(PlannedCell cell) {
            PlannedCell.Execution one = cell.execution();
            if (one == null) {
                return new Cell.Missing(cell.seed(), null, null, null, plan.command());
            }
            String verb =
                    switch (one.state()) {
                        case FAILED, CANCELLED -> "resume";
                        case FINISHED -> "show";
                        case QUEUED, WAITING, STARTING, RUNNING, RETRYING -> "watch";
                    };
            return new Cell.Missing(
                    cell.seed(),
                    one.run().value(),
                    one.state(),
                    one.reason(),
                    "./dllm %s %s".formatted(verb, one.run()));
        }

        private static @Nullable Double mean(double[] values) {
            return values.length == 0 ? null : Arrays.stream(values).average().orElseThrow();
        }

        private static @Nullable Double deviation(double[] values) {
            if (values.length < 2) {
                return null;
            }
            double mean = Arrays.stream(values).average().orElseThrow();
            double squares = Arrays.stream(values).map(one -> (one - mean) * (one - mean)).sum();
            return Math.sqrt(squares / (values.length - 1));
        }

        /** The paired tests of the table. */
        private final class Comparisons {

            private record Place(int row, int column) {}

            private final List<Task> all;
            private final List<String> systems;

            Comparisons(List<Task> all, List<String> systems) {
                this.all = all;
                this.systems = systems;
            }

            void addTo(List<List<Cell>> rows) {
                var places = new ArrayList<Place>();
                var tests = new ArrayList<PairedScores>();
                for (int row = 0; row < rows.size(); row++) {
                    for (int column = 0; column < systems.size(); column++) {
                        Optional<PairedScores> pairs = pairs(all.get(row), systems.get(column));
                        if (pairs.isPresent()) {
                            places.add(new Place(row, column));
                            tests.add(pairs.get());
                        }
                    }
                }
                double[] adjusted = Holm.adjusted(tests.stream().map(PairedScores::p).toList());
                for (int i = 0; i < adjusted.length; i++) {
                    Place place = places.get(i);
                    PrimaryMetric primary = Objects.requireNonNull(all.get(place.row()).primary());
                    var row = new ArrayList<>(rows.get(place.row()));
                    Cell.Test test = tests.get(i).test(adjusted[i], primary.higherIsBetter());
                    row.set(place.column(), row.get(place.column()).with(test));
                    rows.set(place.row(), row);
                }
            }

            /** The scores of a system and of the baseline, on the examples and seeds of both. */
            private Optional<PairedScores> pairs(Task task, String system) {
                List<PlannedCell> own = cells(task.dataset(), system);
                if (plan.baseline() == null || task.primary() == null || own.isEmpty()) {
                    return Optional.empty();
                }
                String other =
                        new RunGroup(0, "", plan.baseline(), own.getFirst().gridPoint()).system();
                List<PlannedCell> base = cells(task.dataset(), other);
                if (other.equals(system)) {
                    return Optional.empty();
                }
                var pairs = new ArrayList<List<RunId>>();
                for (PlannedCell cell : own) {
                    base.stream()
                            .filter(one -> one.seed() == cell.seed())
                            .filter(one -> finished(one) && finished(cell))
                            .findFirst()
                            .ifPresent(one -> pairs.add(List.of(run(cell), run(one))));
                }
                return PairedScores.of(
                        pairs,
                        scores.of(
                                pairs.stream().flatMap(List::stream).toList(),
                                task.primary().task()));
            }

            private static boolean finished(PlannedCell cell) {
                return cell.execution() != null && cell.execution().state() == RunState.FINISHED;
            }

            private static RunId run(PlannedCell cell) {
                return Objects.requireNonNull(cell.execution()).run();
            }
        }
    }
}
