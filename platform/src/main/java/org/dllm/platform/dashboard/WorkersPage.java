package org.dllm.platform.dashboard;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.dllm.platform.run.Run;
import org.dllm.platform.run.RunFilter;
import org.dllm.platform.run.RunList;
import org.dllm.platform.run.RunState;
import org.dllm.platform.run.Runs;
import org.dllm.platform.worker.WorkerStatus;
import org.dllm.platform.worker.Workers;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;

/** What works where, and what waits for what. */
@Controller
@Order(4)
class WorkersPage implements DashboardPage {

    private static final int MOST = 100;

    private final Workers workers;
    private final Runs runs;
    private final RunList list;

    WorkersPage(Workers workers, Runs runs, RunList list) {
        this.workers = workers;
        this.runs = runs;
        this.list = list;
    }

    /** A run in a worker's hands. */
    record HeldRow(RunRow run, WorkerStatus.Held held, Span lease) {}

    /** A worker with its runs. */
    record WorkerCard(WorkerStatus worker, List<HeldRow> held) {}

    /** A run that waits, with its place in the queue; 0 when it is not in it. */
    record WaitingRow(int place, RunRow run, String why) {}

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
        model.addAttribute("queue", queue(all, now));
        model.addAttribute("waiting", waiting(now));
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
                                        Span.between(now, held.leaseUntil())))
                        .toList());
    }

    private List<WaitingRow> queue(List<WorkerStatus> all, Instant now) {
        WorkerStatus own = all.getFirst();
        var rows = new ArrayList<WaitingRow>();
        for (var id : workers.queue(MOST)) {
            int place = rows.size() + 1;
            Run run = runs.require(id);
            rows.add(new WaitingRow(place, new RunRow(run, now), why(own, run, place)));
        }
        return rows;
    }

    private static String why(WorkerStatus own, Run run, int place) {
        int slots = own.slots() == null ? 0 : own.slots();
        if (slots == 0) {
            return "this server takes no runs (dllm.worker.slots is 0)";
        }
        if (!own.devices().contains(run.device())) {
            return "no worker here has %s (dllm.worker.devices is %s)"
                    .formatted(run.device(), String.join(", ", own.devices()));
        }
        if (own.held().size() < slots) {
            return "starts in a moment";
        }
        String busy = slots == 1 ? "the slot is busy" : "all " + slots + " slots are busy";
        return place == 1 ? busy : busy + ", " + (place - 1) + " before it";
    }

    private List<WaitingRow> waiting(Instant now) {
        return list.page(new RunFilter(Set.of(RunState.WAITING), null), MOST, null).items().stream()
                .map(run -> new WaitingRow(0, new RunRow(run, now), String.valueOf(run.reason())))
                .toList();
    }
}
