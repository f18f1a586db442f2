package org.dllm.platform.dashboard;

import java.util.List;
import org.dllm.experiments.experiment.ComparisonTable;
import org.dllm.experiments.experiment.RunResult;
import org.dllm.platform.run.RunState;
import org.jspecify.annotations.Nullable;

/** What runs on one task show, in the words of the command line. */
final class Finding {

    private Finding() {}

    /**
     * The sentence below the command line's table. It speaks of runs of one experiment and seed
     * that were asked the same; of others there is none.
     */
    static @Nullable String of(String task, List<Comparison.Row> rows) {
        List<Comparison.Row> ended =
                rows.stream()
                        .filter(row -> row.run().run().state() == RunState.FINISHED)
                        .filter(row -> row.run().run().summary().containsKey(task + "/exact_match"))
                        .toList();
        List<RunRow> finished = ended.stream().map(Comparison.Row::run).toList();
        boolean alike =
                ended.stream()
                                .map(row ->
                                        List.of(
                                                row.run().experiment(),
                                                row.run().seed(),
                                                row.settings().asked()))
                                .distinct()
                                .count()
                        == 1;
        // Of a name that ran twice nobody knows which of the two is meant.
        boolean distinct =
                finished.stream().map(RunRow::name).distinct().count() == finished.size();
        if (!alike || !distinct || finished.size() < 2) {
            return null;
        }
        return ComparisonTable.finding(task, finished.stream().map(Finding::result).toList());
    }

    private static RunResult result(RunRow row) {
        return new RunResult(row.name(), row.run().method(), row.run().summary());
    }
}
