package org.dllm.platform.dashboard;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.dllm.platform.live.LastEvent;
import org.dllm.platform.run.Run;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.RunProvenance;
import org.dllm.platform.run.Runs;
import org.dllm.platform.run.Siblings;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;

/** State, results and details of one run. */
@Controller
class SingleRunPage {

    private final Runs runs;
    private final Siblings siblings;
    private final ComparisonModel comparisonModel;
    private final WaitingRuns waiting;
    private final LastEvent lastEvent;

    SingleRunPage(
            Runs runs,
            Siblings siblings,
            ComparisonModel comparisonModel,
            WaitingRuns waiting,
            LastEvent lastEvent) {
        this.runs = runs;
        this.siblings = siblings;
        this.comparisonModel = comparisonModel;
        this.waiting = waiting;
        this.lastEvent = lastEvent;
    }

    @GetMapping("/runs/{id}")
    String show(@PathVariable RunId id, Model model, @ModelAttribute("now") Instant now) {
        // Read first: the page requests all later events again, so it misses none.
        model.addAttribute("lastEvent", lastEvent.of(id));
        Run run = runs.require(id);
        RunProvenance provenance = runs.provenance(id).orElseThrow();
        Optional<Run> sibling = siblings.baseline(run);
        Map<RunId, FinalMetrics> figures =
                comparisonModel.figures(Stream.concat(Stream.of(run), sibling.stream()).toList());
        FinalMetrics mine = Objects.requireNonNull(figures.get(id));
        FinalMetrics dense =
                sibling.map(other -> Objects.requireNonNull(figures.get(other.id())))
                        .orElse(FinalMetrics.none());
        model.addAttribute("row", new RunRow(run, now));
        model.addAttribute("waits", waiting.waiting(List.of(run), now).get(id.value()));
        SpecFacts facts = SpecFacts.of(provenance.spec());
        model.addAttribute("facts", facts);
        model.addAttribute("provenance", provenance);
        model.addAttribute("dense", sibling.map(s -> new RunRow(s, now)).orElse(null));
        model.addAttribute("headlines", HeadlineMetric.of(mine, dense));
        model.addAttribute("costs", CostGroup.of(mine, dense, facts.target()));
        model.addAttribute("thresholds", ThresholdRow.of(mine));
        model.addAttribute("health", RouterHealthTable.of(mine));
        model.addAttribute("decided", DecidedFromData.of(provenance));
        model.addAttribute("shares", mine.shares());
        model.addAttribute("clocks", TimingRow.of(mine, dense));
        model.addAttribute(
                "reruns",
                siblings.reruns(id).stream().map(other -> new RunRow(other, now)).toList());
        return "run";
    }
}
