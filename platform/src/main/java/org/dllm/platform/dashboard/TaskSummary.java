package org.dllm.platform.dashboard;

import java.util.List;
import org.dllm.experiments.experiment.ComparisonTable;
import org.dllm.experiments.experiment.PrimaryMetric;
import org.dllm.platform.run.RunState;

/**
 * A sentence that sums up the results of runs on one task, the same as on the command line.
 *
 * @param finding true if the text is a finding, false if it says why there is none
 */
record TaskSummary(boolean finding, String text) {

    private static final int MOST = 8;

    /**
     * Compares groups of finished runs of one submission only, because a task has the same meaning
     * in all runs of one document.
     */
    static TaskSummary of(PrimaryMetric task, List<GroupRow> groups) {
        String key = task.task() + "/" + task.metric();
        List<GroupRow.Member> runs = groups.stream().flatMap(row -> row.runs().stream()).toList();
        List<GroupRow.Member> ended =
                runs.stream()
                        .filter(run -> run.run().run().state() == RunState.FINISHED)
                        .filter(run -> run.figures().results().containsKey(key))
                        .toList();
        long submissions =
                runs.stream().map(run -> run.run().run().submission()).distinct().count();
        long compared = ended.stream().map(GroupRow.Member::group).distinct().count();
        if (submissions > 1) {
            return none("the runs belong to %d different submissions".formatted(submissions));
        }
        if (runs.stream().anyMatch(run -> run.run().rerunOf() != null)) {
            return none("the runs include a rerun, which is not an independent run");
        }
        if (compared < 2) {
            return none(
                    "at least two variants or grid points with finished runs are needed, found %d"
                            .formatted(compared));
        }
        if (compared > MOST) {
            return none(
                    "there are %d variants and grid points; at most %d can be compared"
                            .formatted(compared, MOST));
        }
        return new TaskSummary(
                true,
                ComparisonTable.summary(
                        task, ended.stream().map(GroupRow.Member::result).toList()));
    }

    private static TaskSummary none(String why) {
        return new TaskSummary(false, "No finding: " + why + ".");
    }
}
