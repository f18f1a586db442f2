package org.dllm.platform.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.job.JobInterruptedException;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.scope.context.ChunkContext;
import org.springframework.batch.core.scope.context.StepContext;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;

class StageTaskletTests {

    private final List<String> done = new ArrayList<>();
    private final StopSignal stop = new StopSignal();
    private final StageTasklet stage =
            new StageTasklet(stop, () -> done.add("sync"), _ -> done.add("work"));
    private final StepExecution step =
            new StepExecution(
                    1,
                    "publish",
                    new JobExecution(1, new JobInstance(1, "run"), new JobParameters()));
    private final ChunkContext context = new ChunkContext(new StepContext(step));

    @Test
    void theEventsOfAStageAreDurableBeforeItIsDone() throws JobInterruptedException {
        assertThat(stage.execute(step.createStepContribution(), context))
                .isEqualTo(RepeatStatus.FINISHED);
        assertThat(done).containsExactly("work", "sync");
    }

    @Test
    void aStageThatIsStoppedIsNotDone() {
        stop.request();
        assertThatThrownBy(() -> stage.execute(step.createStepContribution(), context))
                .isInstanceOf(JobInterruptedException.class);
        assertThat(done).isEmpty();
    }
}
