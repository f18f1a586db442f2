package org.dllm.platform.batch;

import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobExecutionException;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.repository.JobRepository;

/**
 * Starts or restarts a run's job, from any state that a killed process may have left. Only this
 * process uses the database file, so an execution recorded as running there is dead.
 */
record JobStarter(JobRepository repository, JobOperator operator, Job job) {

    JobExecution start(String run) throws JobExecutionException {
        JobParameters parameters =
                new JobParametersBuilder().addString("run", run).toJobParameters();
        JobExecution last = repository.getLastJobExecution(job.getName(), parameters);
        if (last != null) {
            if (last.getStatus() == BatchStatus.COMPLETED) return last;
            repairUnknown(last);
            if (last.isRunning()) operator.recover(last);
        }
        return operator.start(job, parameters);
    }

    /**
     * Batch does not restart an execution in state UNKNOWN, and {@code recover} does not change it.
     */
    private void repairUnknown(JobExecution last) {
        for (JobExecution execution : repository.getJobExecutions(last.getJobInstance())) {
            for (var step : execution.getStepExecutions()) {
                if (step.getStatus() != BatchStatus.UNKNOWN) continue;
                step.setStatus(BatchStatus.FAILED);
                repository.update(step);
            }
            if (execution.getStatus() != BatchStatus.UNKNOWN) continue;
            execution.setStatus(BatchStatus.FAILED);
            repository.update(execution);
        }
    }
}
