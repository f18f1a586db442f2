package org.dllm.platform.dashboard;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.dllm.platform.run.RunFilter;
import org.dllm.platform.run.RunList;
import org.dllm.platform.run.RunOrder;
import org.dllm.platform.run.RunQuery;
import org.dllm.platform.run.RunSearch;
import org.dllm.platform.run.RunState;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;

/** What is happening: what runs, what waits and why, what failed lately. */
@Controller
@Order(1)
class HomePage implements DashboardPage {

    private static final int MOST = 50;
    private static final int FEW = 5;

    private static final RunOrder LAST_ENDED = new RunOrder(RunOrder.Key.FINISHED, true);

    private final RunList runs;
    private final RunSearch search;
    private final WaitingRuns waiting;

    HomePage(RunList runs, RunSearch search, WaitingRuns waiting) {
        this.runs = runs;
        this.search = search;
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
        model.addAttribute("running", rows(moving, MOST, RunOrder.NEWEST, now));
        model.addAttribute("waiting", waiting.all(now).stream().limit(MOST).toList());
        model.addAttribute("failed", rows(Set.of(RunState.FAILED), FEW, LAST_ENDED, now));
        model.addAttribute("finished", rows(Set.of(RunState.FINISHED), FEW, LAST_ENDED, now));
        model.addAttribute("first", runs.page(RunFilter.ALL, 1, null).items().isEmpty());
        return "home";
    }

    private List<RunRow> rows(Set<RunState> states, int limit, RunOrder order, Instant now) {
        return search.find(new RunQuery("", states, order, null), limit).stream()
                .map(run -> new RunRow(run, now))
                .toList();
    }
}
