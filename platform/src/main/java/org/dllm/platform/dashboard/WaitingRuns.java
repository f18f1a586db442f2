package org.dllm.platform.dashboard;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.dllm.platform.run.Run;
import org.dllm.platform.run.RunFilter;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.RunList;
import org.dllm.platform.run.RunState;
import org.dllm.platform.worker.WorkerStatus;
import org.dllm.platform.worker.Workers;
import org.springframework.stereotype.Component;

/** What waits, and why. */
@Component
class WaitingRuns {

    private static final int MOST = 100;

    private final Workers workers;
    private final RunList list;

    WaitingRuns(Workers workers, RunList list) {
        this.workers = workers;
        this.list = list;
    }

    /** Runs that may start, the next one first. */
    List<WaitingRow> forASlot(Instant now) {
        WorkerStatus own = workers.all().getFirst();
        var rows = new ArrayList<WaitingRow>();
        for (Run run : list.all(workers.queue(MOST))) {
            int place = rows.size() + 1;
            rows.add(queued(own, run, place, now));
        }
        return rows;
    }

    /** How many may start, the list of which is cut. */
    long countForASlot() {
        return workers.queued();
    }

    /** Runs that need what another one leaves. */
    List<WaitingRow> forAnother(Instant now) {
        return list.page(new RunFilter(Set.of(RunState.WAITING), null), MOST, null).items().stream()
                .map(run -> needing(run, now))
                .toList();
    }

    /** How many need another, the list of which is cut. */
    long countForAnother() {
        return list.counts().getOrDefault(RunState.WAITING, 0L);
    }

    /** The former and the latter. */
    List<WaitingRow> all(Instant now) {
        return Stream.concat(forASlot(now).stream(), forAnother(now).stream()).toList();
    }

    /** Those of {@code shown} that wait, by their ids. */
    Map<String, WaitingRow> waiting(List<Run> shown, Instant now) {
        var rows = new HashMap<String, WaitingRow>();
        var queued = new ArrayList<Run>();
        for (Run run : shown) {
            if (run.state() == RunState.WAITING) {
                rows.put(run.id().value(), needing(run, now));
            } else if (run.state() == RunState.QUEUED) {
                queued.add(run);
            }
        }
        if (!queued.isEmpty()) {
            WorkerStatus own = workers.all().getFirst();
            Map<RunId, Integer> places = workers.places(queued.stream().map(Run::id).toList());
            for (Run run : queued) {
                Integer place = places.get(run.id());
                if (place != null) {
                    rows.put(run.id().value(), queued(own, run, place, now));
                }
            }
        }
        return rows;
    }

    private static WaitingRow needing(Run run, Instant now) {
        return new WaitingRow(0, new RunRow(run, now), String.valueOf(run.reason()));
    }

    private static WaitingRow queued(WorkerStatus own, Run run, int place, Instant now) {
        return new WaitingRow(place, new RunRow(run, now), why(own, run, place));
    }

    private static String why(WorkerStatus own, Run run, int place) {
        if (run.reason() != null) {
            return run.reason(); // it was tried, and could not be started
        }
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
}
