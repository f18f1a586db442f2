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
 * Starts a run's job or goes on with it, whatever state a killed process left it in. The database
 * file is this process's alone, so an execution that looks alive there is not.
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

    /** Batch refuses to go on from UNKNOWN, and {@code recover} leaves it as it is. */
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
