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

/** The waiting runs, and what each waits for. */
@Component
class WaitingRuns {

    private static final int MOST = 100;

    private final Workers workers;
    private final RunList list;

    WaitingRuns(Workers workers, RunList list) {
        this.workers = workers;
        this.list = list;
    }

    /** Queued runs, in the order in which they will start. */
    List<WaitingRow> queue(Instant now) {
        WorkerStatus own = workers.all().getFirst();
        var rows = new ArrayList<WaitingRow>();
        for (Run run : list.all(workers.queue(MOST))) {
            int place = rows.size() + 1;
            rows.add(queued(own, run, place, now));
        }
        return rows;
    }

    /** The number of queued runs, which may exceed the length of {@link #queue}. */
    long queueLength() {
        return workers.queued();
    }

    /** Runs that need the result of another run. */
    List<WaitingRow> dependent(Instant now) {
        return list.page(new RunFilter(Set.of(RunState.WAITING), null), MOST, null).items().stream()
                .map(run -> needing(run, now))
                .toList();
    }

    /** The number of these runs, which may exceed the length of {@link #dependent}. */
    long dependentCount() {
        return list.counts().getOrDefault(RunState.WAITING, 0L);
    }

    /** All waiting runs, queued runs first. */
    List<WaitingRow> all(Instant now) {
        return Stream.concat(queue(now).stream(), dependent(now).stream()).toList();
    }

    /** The waiting runs among {@code shown}, by id. */
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
        return new WaitingRow(0, new RunRow(run, now), "the result of " + run.waitsFor());
    }

    private static WaitingRow queued(WorkerStatus own, Run run, int place, Instant now) {
        return new WaitingRow(place, new RunRow(run, now), awaited(own, run, place));
    }

    private static String awaited(WorkerStatus own, Run run, int place) {
        if (run.reason() != null) {
            return "the next attempt: " + run.reason();
        }
        int slots = own.slots() == null ? 0 : own.slots();
        if (slots == 0) {
            return "a worker slot (dllm.worker.slots is 0)";
        }
        if (!own.devices().contains(run.device())) {
            return "a worker with device %s (dllm.worker.devices is %s)"
                    .formatted(run.device(), String.join(", ", own.devices()));
        }
        if (own.held().size() < slots) {
            return "a worker to start it";
        }
        String slot = "a free slot (%1$d of %1$d busy)".formatted(slots);
        return place == 1
                ? slot
                : "%s, %d %s ahead".formatted(slot, place - 1, place == 2 ? "run" : "runs");
    }
}
