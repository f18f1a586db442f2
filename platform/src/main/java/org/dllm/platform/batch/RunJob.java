package org.dllm.platform.batch;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dllm.experiments.eval.Answer;
import org.dllm.experiments.eval.Question;
import org.dllm.experiments.experiment.MonotonicClock;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecutionException;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.partition.PartitionHandler;
import org.springframework.batch.core.partition.StepExecutionSplitter;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;

/** The job that executes a run: prepare, train, fit, evaluate, measure, speed, publish. */
@Configuration(proxyBeanMethods = false)
class RunJob {

    static final String NAME = "run";

    private final JobRepository repository;
    private final PlatformTransactionManager transactions;
    private final OpenRun run;
    private final StopSignal stop;

    RunJob(
            JobRepository repository,
            PlatformTransactionManager transactions,
            OpenRun run,
            StopSignal stop) {
        this.repository = repository;
        this.transactions = transactions;
        this.run = run;
        this.stop = stop;
    }

    @Bean
    Job job(MonotonicClock clock) {
        return new JobBuilder(NAME, repository)
                .start(stage("prepare", new StageTasklet(stop, run::sync, _ -> run.stages())))
                .next(train(clock))
                .next(stage("fit", new StageTasklet(stop, run::sync, _ -> run.stages().fit())))
                .next(perTask("evaluate", answering()))
                .next(perTask("measure", measuring()))
                .next(
                        stage(
                                "speed",
                                new StageTasklet(
                                        stop, run::sync, _ -> run.stages().measureSpeed())))
                .next(
                        stage(
                                "publish",
                                new StageTasklet(stop, run::sync, _ -> run.stages().publish())))
                .build();
    }

    private Step train(MonotonicClock clock) {
        var training = new TrainingStep(run, stop, clock);
        return new StepBuilder("train", repository)
                .<TrainingStep.StepRange, TrainingStep.StepRange>chunk(1)
                .transactionManager(transactions)
                .reader(training)
                .writer(training)
                .build();
    }

    /** One partition per task, in sequence, since all tasks share one model and its threads. */
    private Step perTask(String name, Step task) {
        return new StepBuilder(name, repository)
                .partitioner(name, _ -> tasks())
                .partitionHandler(new InOrder(task))
                .build();
    }

    private Step answering() {
        var answering = new Answering(run, stop);
        return new StepBuilder("evaluate.task", repository)
                .<List<Question>, List<Answer>>chunk(1)
                .transactionManager(transactions)
                .reader(answering)
                .processor(answering)
                .writer(answering)
                .build();
    }

    private Step measuring() {
        return stage(
                "measure.task",
                new StageTasklet(
                        stop,
                        run::sync,
                        context -> {
                            int index = index(context.getStepContext().getStepExecution());
                            run.stages().measure(run.spec().evaluations().get(index));
                        }));
    }

    private Map<String, ExecutionContext> tasks() {
        var tasks = new LinkedHashMap<String, ExecutionContext>();
        for (int i = 0; i < run.spec().evaluations().size(); i++)
            tasks.put(Integer.toString(i), new ExecutionContext());
        return tasks;
    }

    /**
     * The task's index, parsed from the partition's name. The partition's context is stored in a
     * later transaction, so that it stays empty if the process is killed between the two.
     */
    static int index(StepExecution partition) {
        String name = partition.getStepName();
        return Integer.parseInt(name.substring(name.lastIndexOf(':') + 1));
    }

    /**
     * Executes partitions in order; Batch's own handler has no order. After a partition fails or
     * stops, the others are still executed.
     */
    private record InOrder(Step step) implements PartitionHandler {
        @Override
        public Collection<StepExecution> handle(StepExecutionSplitter splitter, StepExecution whole)
                throws JobExecutionException {
            var tasks = new ArrayList<>(splitter.split(whole, 1));
            tasks.sort(Comparator.comparingInt(RunJob::index));
            for (StepExecution task : tasks) step.execute(task);
            return tasks;
        }
    }

    private Step stage(String name, StageTasklet stage) {
        return new StepBuilder(name, repository)
                .tasklet(stage)
                .transactionManager(transactions)
                .build();
    }
}
