package org.dllm.platform.batch;

import java.time.Duration;
import org.dllm.experiments.experiment.MonotonicClock;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.listener.StepExecutionListener;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.Chunk;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.item.ItemStreamReader;
import org.springframework.batch.infrastructure.item.ItemWriter;

/**
 * Training in chunks that end at a checkpoint of the spec, on a request to stop (with a checkpoint)
 * or after a maximum duration. Chunk boundaries do not affect the result: the newest checkpoint,
 * not Batch's context, determines where to resume.
 */
final class TrainingStep
        implements ItemStreamReader<TrainingStep.StepRange>,
                ItemWriter<TrainingStep.StepRange>,
                StepExecutionListener {

    /** Steps to train, starting after step {@code from}. */
    record StepRange(long from) {}

    private static final Duration MAX_DURATION = Duration.ofSeconds(10);

    private final OpenRun run;
    private final StopSignal stop;
    private final MonotonicClock clock;
    private boolean remaining = true;
    private long checkpointed;
    private @Nullable StepExecution execution;

    TrainingStep(OpenRun run, StopSignal stop, MonotonicClock clock) {
        this.run = run;
        this.stop = stop;
        this.clock = clock;
    }

    @Override
    public void beforeStep(StepExecution stepExecution) {
        execution = stepExecution;
    }

    @Override
    public void open(ExecutionContext context) {
        checkpointed = run.withoutStops(() -> run.stages().step());
    }

    @Override
    public @Nullable StepRange read() {
        return remaining ? new StepRange(run.stages().step()) : null;
    }

    @Override
    public void write(Chunk<? extends StepRange> ranges) {
        for (StepRange range : ranges) train(range);
    }

    private void train(StepRange range) {
        long boundary = boundaryAfter(range.from());
        long begun = clock.nanos();
        long step = range.from();
        while (remaining
                && step < boundary
                && !stop.requested()
                && !clock.hasElapsed(begun, MAX_DURATION)) {
            long next = step + 1;
            remaining = run.withoutStops(() -> run.stages().train(next));
            step = run.stages().step();
        }
        boolean wanted = step == boundary || !remaining || stop.requested();
        if (wanted && step > checkpointed) {
            run.checkpoint();
            checkpointed = step;
        }
        if (stop.requested() && execution != null) execution.setTerminateOnly();
    }

    private long boundaryAfter(long step) {
        int every = run.spec().train().checkpointEvery();
        return every > 0 ? (step / every + 1) * every : Long.MAX_VALUE;
    }

    /** Records the position at the commit, for inspection only. */
    @Override
    public void update(ExecutionContext context) {
        context.putLong("step", run.stages().step());
        context.putLong("checkpoint", checkpointed);
    }
}
