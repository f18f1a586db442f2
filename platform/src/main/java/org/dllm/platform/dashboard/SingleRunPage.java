package org.dllm.platform.dashboard;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.dllm.platform.live.LastTold;
import org.dllm.platform.run.Run;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.RunPapers;
import org.dllm.platform.run.Runs;
import org.dllm.platform.run.Siblings;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;

/** How one run is doing, and what it learnt. */
@Controller
class SingleRunPage {

    private final Runs runs;
    private final Siblings siblings;
    private final SideBySide sideBySide;
    private final WaitingRuns waiting;
    private final LastTold told;

    SingleRunPage(
            Runs runs,
            Siblings siblings,
            SideBySide sideBySide,
            WaitingRuns waiting,
            LastTold told) {
        this.runs = runs;
        this.siblings = siblings;
        this.sideBySide = sideBySide;
        this.waiting = waiting;
        this.told = told;
    }

    @GetMapping("/runs/{id}")
    String show(@PathVariable RunId id, Model model, @ModelAttribute("now") Instant now) {
        // first: what is told while the page is written is told to it again, and nothing is missed
        model.addAttribute("told", told.of(id));
        Run run = runs.require(id);
        RunPapers papers = runs.papers(id).orElseThrow();
        Optional<Run> sibling = siblings.baseline(run);
        Map<RunId, Figures> figures =
                sideBySide.figures(Stream.concat(Stream.of(run), sibling.stream()).toList());
        Figures mine = Objects.requireNonNull(figures.get(id));
        Figures dense =
                sibling.map(other -> Objects.requireNonNull(figures.get(other.id())))
                        .orElse(Figures.none());
        model.addAttribute("row", new RunRow(run, now));
        model.addAttribute("waits", waiting.among(List.of(run), now).get(id.value()));
        model.addAttribute("facts", SpecFacts.of(papers.spec()));
        model.addAttribute("papers", papers);
        model.addAttribute("dense", sibling.map(s -> new RunRow(s, now)).orElse(null));
        model.addAttribute("headlines", Headline.of(mine, dense));
        model.addAttribute(
                "costs",
                mine.measured().stream()
                        .flatMap(task -> CostRow.of(task.task(), mine, dense).stream())
                        .toList());
        model.addAttribute("shares", mine.shares());
        model.addAttribute("clocks", ClockRow.of(mine, dense));
        model.addAttribute(
                "reruns",
                siblings.reruns(id).stream().map(other -> new RunRow(other, now)).toList());
        return "run";
    }
}
