package org.dllm.platform.dashboard;

import java.time.Instant;
import java.util.List;
import org.dllm.platform.run.Runs;
import org.dllm.platform.worker.WorkerStatus;
import org.dllm.platform.worker.Workers;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;

/** Workers with their runs, the queue, and the runs that wait for another run. */
@Controller
@Order(4)
class WorkersPage implements DashboardPage {

    private final Workers workers;
    private final Runs runs;
    private final WaitingRuns waiting;

    WorkersPage(Workers workers, Runs runs, WaitingRuns waiting) {
        this.workers = workers;
        this.runs = runs;
        this.waiting = waiting;
    }

    /** A run that a worker executes. */
    record HeldRow(RunRow run, WorkerStatus.Held held, DurationText lease) {}

    /** A worker and its runs. */
    record WorkerCard(WorkerStatus worker, List<HeldRow> held) {}

    @Override
    public String path() {
        return "/workers";
    }

    @Override
    public String title() {
        return "Workers";
    }

    @GetMapping("/workers")
    String show(Model model, @ModelAttribute("now") Instant now) {
        List<WorkerStatus> all = workers.all();
        model.addAttribute("workers", all.stream().map(worker -> card(worker, now)).toList());
        model.addAttribute("queue", waiting.queue(now));
        model.addAttribute("queued", waiting.queueLength());
        model.addAttribute("waiting", waiting.dependent(now));
        model.addAttribute("needing", waiting.dependentCount());
        return "workers";
    }

    private WorkerCard card(WorkerStatus worker, Instant now) {
        return new WorkerCard(
                worker,
                worker.held().stream()
                        .map(held ->
                                new HeldRow(
                                        new RunRow(runs.require(held.run()), now),
                                        held,
                                        DurationText.between(now, held.leaseUntil())))
                        .toList());
    }
}
