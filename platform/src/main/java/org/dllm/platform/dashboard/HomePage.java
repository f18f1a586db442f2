package org.dllm.platform.dashboard;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dllm.platform.run.Archived;
import org.dllm.platform.run.Run;
import org.dllm.platform.run.RunFilter;
import org.dllm.platform.run.RunList;
import org.dllm.platform.run.RunState;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;

/** Active, waiting, recently failed and recently finished runs. */
@Controller
@Order(1)
class HomePage implements DashboardPage {

    private static final int MOST = 50;
    private static final int FEW = 5;

    private final RunList runs;
    private final WaitingRuns waiting;

    HomePage(RunList runs, WaitingRuns waiting) {
        this.runs = runs;
        this.waiting = waiting;
    }

    @Override
    public String path() {
        return "/";
    }

    @Override
    public String title() {
        return "Home";
    }

    @GetMapping("/")
    String show(Model model, @ModelAttribute("now") Instant now) {
        var moving = Set.of(RunState.RUNNING, RunState.STARTING, RunState.RETRYING);
        model.addAttribute(
                "running", rows(runs.page(new RunFilter(moving, null), MOST, null).items(), now));
        model.addAttribute("moving", count(moving));
        model.addAttribute("waiting", waiting.all(now).stream().limit(MOST).toList());
        model.addAttribute("waits", waiting.queueLength() + waiting.dependentCount());
        model.addAttribute("failed", rows(runs.lastEnded(RunState.FAILED, FEW), now));
        model.addAttribute("finished", rows(runs.lastEnded(RunState.FINISHED, FEW), now));
        model.addAttribute(
                "first",
                runs.page(RunFilter.ALL.with(Archived.INCLUDE), 1, null).items().isEmpty());
        return "home";
    }

    private long count(Set<RunState> states) {
        Map<RunState, Long> counts = runs.counts();
        return states.stream().mapToLong(state -> counts.getOrDefault(state, 0L)).sum();
    }

    private static List<RunRow> rows(List<Run> runs, Instant now) {
        return runs.stream().map(run -> new RunRow(run, now)).toList();
    }
}
