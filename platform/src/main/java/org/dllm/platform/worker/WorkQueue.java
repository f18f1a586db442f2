package org.dllm.platform.worker;

import org.dllm.experiments.experiment.ExperimentSpec;
import org.dllm.experiments.experiment.SpecJson;
import org.dllm.experiments.spec.SpecException;
import org.dllm.platform.run.Run;
import org.dllm.platform.run.RunCancelRequested;
import org.dllm.platform.run.RunEnded;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.RunQueued;
import org.dllm.platform.run.RunState;
import org.dllm.platform.run.RunWaitsAgain;
import org.dllm.platform.run.Runs;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Keeps the queue consistent with the runs, inside the transactions that change them. */
@Component
class WorkQueue {

    private final WorkItems items;
    private final Runs runs;

    WorkQueue(WorkItems items, Runs runs) {
        this.items = items;
        this.runs = runs;
    }

    @EventListener
    void queue(RunQueued queued) {
        items.add(queued.run(), queued.priority(), queued.device());
    }

    /** If no worker holds the run, it is cancelled at once: no worker could answer. */
    @EventListener
    void cancel(RunCancelRequested cancelled) {
        boolean free = items.cancel(cancelled.run());
        if (free && runs.require(cancelled.run()).state() == RunState.RETRYING)
            runs.cancelled(cancelled.run());
    }

    /** Releases the runs that waited for this run's result. */
    @EventListener
    void release(RunEnded ended) {
        Run needed = runs.require(ended.run());
        for (Run waiting : runs.waitingFor(ended.run())) release(waiting, needed);
    }

    /** The needed run may have ended before this one waited for it again. */
    @EventListener
    void release(RunWaitsAgain waits) {
        Run needed = runs.require(waits.needed());
        if (needed.state().ended()) release(runs.require(waits.run()), needed);
    }

    private void release(Run waiting, Run needed) {
        String title = "run %s (%s)".formatted(needed.id(), needed.name());
        if (needed.state() != RunState.FINISHED) {
            String how = needed.state() == RunState.FAILED ? "failed" : "was cancelled";
            runs.failed(waiting.id(), "needs the result of %s, which %s".formatted(title, how));
            return;
        }
        ExperimentSpec measured;
        try {
            measured = spec(waiting.id()).withMeasuredRate(needed.name(), needed.summary());
        } catch (SpecException | IllegalArgumentException e) {
            runs.failed(
                    waiting.id(), "needs the result of %s: %s".formatted(title, e.getMessage()));
            return;
        }
        runs.released(waiting.id(), SpecJson.canonical(measured), SpecJson.sha256(measured));
    }

    private ExperimentSpec spec(RunId run) {
        return SpecJson.read(runs.provenance(run).orElseThrow().spec());
    }
}
