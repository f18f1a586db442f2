package org.dllm.platform.batch;

import java.util.List;
import org.dllm.experiments.eval.Answer;
import org.dllm.experiments.eval.Question;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.listener.StepExecutionListener;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.Chunk;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.item.ItemProcessor;
import org.springframework.batch.infrastructure.item.ItemStreamReader;
import org.springframework.batch.infrastructure.item.ItemWriter;

/**
 * Evaluates one task in chunks of one batch: reads questions, lets the model answer them and
 * appends the answers to the task's file. A batch is one item, since the composition of batches
 * affects the result. The answers file, not Batch's context, determines where to continue.
 */
final class Answering
        implements ItemStreamReader<List<Question>>,
                ItemProcessor<List<Question>, List<Answer>>,
                ItemWriter<List<Answer>>,
                StepExecutionListener {

    private final OpenRun run;
    private final StopSignal stop;
    private RunStages.@Nullable Answering answering;
    private @Nullable StepExecution execution;

    Answering(OpenRun run, StopSignal stop) {
        this.run = run;
        this.stop = stop;
    }

    @Override
    public void beforeStep(StepExecution stepExecution) {
        execution = stepExecution;
        if (stop.requested()) {
            execution.setTerminateOnly();
        }
    }

    @Override
    public void open(ExecutionContext context) {
        int task = RunJob.index(execution());
        answering =
                run.withoutStops(() -> run.stages().answering(run.spec().evaluations().get(task)));
    }

    @Override
    public @Nullable List<Question> read() {
        return answering().read();
    }

    @Override
    public List<Answer> process(List<Question> batch) {
        return run.withoutStops(() -> answering().answer(batch));
    }

    @Override
    public void write(Chunk<? extends List<Answer>> batches) {
        for (List<Answer> answers : batches) {
            run.withoutStops(() -> {
                answering().write(answers);
                return answers;
            });
        }
        if (stop.requested()) {
            execution().setTerminateOnly();
        }
    }

    @Override
    public void close() {
        if (answering != null) {
            answering.close();
        }
        answering = null;
    }

    private RunStages.Answering answering() {
        if (answering == null) {
            throw new IllegalStateException("the task is not open");
        }
        return answering;
    }

    private StepExecution execution() {
        if (execution == null) {
            throw new IllegalStateException("the step has not started");
        }
        return execution;
    }
}
