package org.dllm.platform.batch;

import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.job.JobInterruptedException;
import org.springframework.batch.core.scope.context.ChunkContext;
import org.springframework.batch.core.step.StepContribution;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;

/**
 * A stage that runs as a whole and is repeated from its start if it was interrupted.
 *
 * @param sync makes its events durable before Batch records the stage as done
 */
record StageTasklet(StopSignal stop, Runnable sync, Work work) implements Tasklet {

    /** The work of the stage, for the task of the current partition. */
    interface Work {
        void execute(ChunkContext context);
    }

    @Override
    public @Nullable RepeatStatus execute(StepContribution contribution, ChunkContext context)
            throws JobInterruptedException {
        try {
            stop.check();
            work.execute(context);
            sync.run();
            return RepeatStatus.FINISHED;
        } catch (StopSignal.Stopped _) {
            throw new JobInterruptedException("asked to stop");
        }
    }
}
