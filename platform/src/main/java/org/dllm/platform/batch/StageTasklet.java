package org.dllm.platform.batch;

import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.job.JobInterruptedException;
import org.springframework.batch.core.scope.context.ChunkContext;
import org.springframework.batch.core.step.StepContribution;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;

/**
 * A stage that is done in one go, and again from its beginning if it was interrupted.
 *
 * @param sync makes what it told durable before Batch writes down that it is done
 */
record StageTasklet(StopSignal stop, Runnable sync, Work work) implements Tasklet {

    /** What is done, for the task of the partition that is being carried out. */
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
