package org.dllm.platform.dashboard;

import java.util.List;
import org.dllm.experiments.experiment.ComparisonTable;
import org.dllm.experiments.experiment.PrimaryMetric;
import org.dllm.platform.run.RunState;

/**
 * What runs on one task show, in the words of the command line.
 *
 * @param says whether the text is a finding; else it is the reason why there is none
 */
record TaskSummary(boolean says, String text) {

    private static final int MOST = 8;

    /**
     * A finding compares groups of finished runs of one submission. Its document gives a task one
     * meaning in all runs.
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
            return none("the runs belong to %d submissions".formatted(submissions));
        }
        if (runs.stream().anyMatch(run -> run.run().rerunOf() != null)) {
            return none("a run and its rerun are the same run");
        }
        if (compared < 2) {
            return none(
                    "it needs finished runs of two variants or grid points, and there %s"
                            .formatted(compared == 1 ? "is one" : "are none"));
        }
        if (compared > MOST) {
            return none(
                    "there are %d variants and grid points; a sentence compares at most %d"
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
