package org.dllm.platform.dashboard;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dllm.platform.run.Archived;
import org.dllm.platform.run.Run;
import org.dllm.platform.run.RunFilter;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.RunList;
import org.dllm.platform.run.SubmissionSummary;
import org.dllm.platform.run.SubmittedDocuments;
import org.dllm.platform.table.ResultTable;
import org.dllm.platform.table.ResultTables;
import org.dllm.platform.table.TableNotes;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;

/**
 * The submissions of an experiment, and a comparison of the runs of one submission. Archived runs
 * are shown only if there are no others.
 */
@Controller
class SingleExperimentPage {

    private static final int MOST_RUNS = 100;
    private static final int MOST_SUBMISSIONS = 20;

    private final RunList list;
    private final SubmittedDocuments documents;
    private final ComparisonModel comparisonModel;
    private final WaitingRuns waiting;
    private final ResultTables tables;

    SingleExperimentPage(
            RunList list,
            SubmittedDocuments documents,
            ComparisonModel comparisonModel,
            WaitingRuns waiting,
            ResultTables tables) {
        this.list = list;
        this.documents = documents;
        this.comparisonModel = comparisonModel;
        this.waiting = waiting;
        this.tables = tables;
    }

    /**
     * @param submission the submission to show; the newest if absent
     */
    @GetMapping("/experiments/{name}")
    String show(
            @PathVariable String name,
            @RequestParam(required = false) @Nullable Long submission,
            Model model,
            @ModelAttribute("now") Instant now) {
        Optional<SubmissionSummary> current = find(name, submission, Archived.EXCLUDE);
        Archived archived = current.isPresent() ? Archived.EXCLUDE : Archived.ONLY;
        SubmissionSummary shown =
                current.or(() -> find(name, submission, archived))
                        .orElseThrow(() -> new ExperimentNotFound(name));
        List<SubmissionSummary> newest = documents.newest(name, archived, MOST_SUBMISSIONS);
        var filter = RunFilter.ofSubmission(shown.id()).with(archived);
        List<Run> runs = list.page(filter, MOST_RUNS, null).items().reversed();
        List<SubmissionRow> submissions = newest.size() > 1 ? rows(newest, now) : List.of();
        model.addAttribute("name", name);
        model.addAttribute("submissions", submissions);
        model.addAttribute(
                "differingSubmissions",
                Settings.differing(submissions.stream().map(SubmissionRow::settings).toList()));
        model.addAttribute("shown", shown);
        model.addAttribute("count", list.count(name, Archived.EXCLUDE));
        model.addAttribute("archivedCount", list.count(name, Archived.ONLY));
        model.addAttribute("archived", archived == Archived.ONLY);
        model.addAttribute("loaded", runs.size());
        model.addAttribute("waits", waiting.waiting(runs, now));
        model.addAttribute("all", runs.stream().map(run -> new RunRow(run, now)).toList());
        tables.of(name, submission)
                .filter(SingleExperimentPage::addsToComparison)
                .ifPresent(table -> {
                    model.addAttribute("table", table);
                    model.addAttribute("tableNotes", TableNotes.of(table, TableNotes.Marks.PAGE));
                });
        comparisonModel.grouped(withoutReruns(runs), model, now);
        return "experiment";
    }

    /** A table of one task shows nothing that the comparison below it does not show. */
    private static boolean addsToComparison(ResultTable table) {
        return table.rows().size() > 1 || table.baseline() != null;
    }

    /** The first run of each seed: reruns whose original was deleted are no further seeds. */
    private static List<Run> withoutReruns(List<Run> runs) {
        record Place(String dataset, String variant, String gridPoint, long seed) {}
        var places = new HashSet<Place>();
        return runs.stream()
                .filter(run -> run.rerunOf() == null)
                .filter(run ->
                        places.add(
                                new Place(
                                        run.dataset(), run.variant(), run.gridPoint(), run.seed())))
                .toList();
    }

    private Optional<SubmissionSummary> find(
            String name, @Nullable Long submission, Archived archived) {
        return submission == null
                ? documents.newest(name, archived, 1).stream().findFirst()
                : documents.find(name, submission, archived);
    }

    private List<SubmissionRow> rows(List<SubmissionSummary> submissions, Instant now) {
        Map<RunId, String> specs =
                list.specs(submissions.stream().map(SubmissionSummary::first).toList());
        return SubmissionRow.of(submissions, specs, now);
    }

    @ResponseStatus(HttpStatus.NOT_FOUND)
    private static final class ExperimentNotFound extends RuntimeException {
        ExperimentNotFound(String name) {
            super("there is no experiment " + name);
        }
    }
}
