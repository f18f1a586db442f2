package org.dllm.platform.dashboard;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.dllm.platform.metric.Metrics;
import org.dllm.platform.run.Run;
import org.dllm.platform.run.RunFilter;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.RunList;
import org.dllm.platform.run.RunPapers;
import org.dllm.platform.run.RunState;
import org.dllm.platform.run.Runs;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;

/** How one run is doing, and what it learnt. */
@Controller
class SingleRunPage {

    private static final int SIBLINGS = 500;

    private final Runs runs;
    private final RunList list;
    private final Metrics metrics;
    private final WaitingRuns waiting;

    SingleRunPage(Runs runs, RunList list, Metrics metrics, WaitingRuns waiting) {
        this.runs = runs;
        this.list = list;
        this.metrics = metrics;
        this.waiting = waiting;
    }

    @GetMapping("/runs/{id}")
    String show(@PathVariable RunId id, Model model, @ModelAttribute("now") Instant now) {
        Run run = runs.require(id);
        RunPapers papers = runs.papers(id).orElseThrow();
        List<Run> siblings = siblings(run);
        Optional<Run> sibling = denseSibling(run, siblings);
        Map<RunId, Map<String, Double>> last =
                metrics.last(Stream.concat(Stream.of(run), sibling.stream()).map(Run::id).toList());
        Figures mine = Figures.of(run, last);
        Figures dense = sibling.map(other -> Figures.of(other, last)).orElse(Figures.none());
        model.addAttribute("row", new RunRow(run, now));
        model.addAttribute("waits", waiting.among(List.of(run), now).get(id.value()));
        model.addAttribute("facts", SpecFacts.of(papers.spec()));
        model.addAttribute("papers", papers);
        model.addAttribute("dense", sibling.map(s -> new RunRow(s, now)).orElse(null));
        model.addAttribute("headlines", Headline.of(mine, dense));
        model.addAttribute(
                "costs",
                mine.tasks().stream()
                        .flatMap(task -> CostRow.of(task, mine, dense).stream())
                        .toList());
        model.addAttribute("clocks", ClockRow.of(mine, dense));
        model.addAttribute("reruns", reruns(run, siblings, now));
        return "run";
    }

    /**
     * The dense model to compare with: of the same experiment, if possible of the same seed and
     * with a result, and of several submissions that of the nearest.
     */
    private static Optional<Run> denseSibling(Run run, List<Run> siblings) {
        return siblings.stream()
                .filter(other -> other.method().equalsIgnoreCase("dense"))
                .filter(other -> !other.id().equals(run.id()) && other.rerunOf() == null)
                .min(
                        Comparator.comparing((Run other) -> other.seed() != run.seed())
                                .thenComparing(other -> other.state() != RunState.FINISHED)
                                .thenComparingLong(
                                        other -> Math.abs(other.number() - run.number())));
    }

    private static List<RunRow> reruns(Run run, List<Run> siblings, Instant now) {
        return siblings.stream()
                .filter(other -> run.id().equals(other.rerunOf()))
                .map(other -> new RunRow(other, now))
                .toList();
    }

    private List<Run> siblings(Run run) {
        var sameExperiment = new RunFilter(Set.of(), run.experiment());
        return list.page(sameExperiment, SIBLINGS, null).items();
    }
}
