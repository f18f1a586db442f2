package org.dllm.platform.batch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.dllm.experiments.experiment.MonotonicClock;
import org.dllm.platform.spool.ProcessEnd;
import org.dllm.platform.spool.ProcessEnd.Outcome;
import org.dllm.platform.spool.SpoolWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.util.FileSystemUtils;

/**
 * The main class of a run's process. It ends when it has finished, failed, or stopped after SIGTERM
 * or SIGINT, not when its parent dies. The last line of the spool and the exit code report the
 * outcome.
 */
public final class RunProcess {

    /** EX_IOERR: no disk space was left for the last line of the spool. */
    public static final int EXIT_DISK_FULL = 74;

    private static final Logger LOG = LoggerFactory.getLogger(RunProcess.class);

    private RunProcess() {}

    /** Expects {@link RunLaunch#arguments()}. */
    public static void main(String... arguments) {
        Locale.setDefault(Locale.ENGLISH);
        run(RunStages::open, arguments);
    }

    static void run(RunStages.Opener opener, String... arguments) {
        var stop = new StopSignal();
        Thread main = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stopAndWait(stop, main), "stop"));
        int code = 70; // EX_SOFTWARE: no ending could be written to the spool
        try {
            RunLaunch launch = RunLaunch.parse(arguments);
            writePid(launch);
            code = exitCode(execute(launch, opener, stop));
        } catch (Throwable failure) { // an Error is reported nowhere else
            LOG.error("The process ends without recording its end in the spool", failure);
            if (FullDisk.causes(failure)) code = EXIT_DISK_FULL;
        } finally {
            // Halts instead of exiting: a shutdown hook may wait for this thread, and native
            // threads need no cleanup.
            Runtime.getRuntime().halt(code);
        }
    }

    /** Lets a server find this process if it was killed before it could record it. */
    private static void writePid(RunLaunch launch) throws IOException {
        ProcessHandle self = ProcessHandle.current();
        String text = self.pid() + " " + self.info().startInstant().orElse(Instant.EPOCH);
        Path whole = launch.attemptFolder().resolve("pid.tmp");
        Files.writeString(whole, text);
        Files.move(whole, launch.pid(), StandardCopyOption.ATOMIC_MOVE);
    }

    private static void stopAndWait(StopSignal stop, Thread main) {
        stop.request();
        try {
            main.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    static Outcome execute(RunLaunch launch, RunStages.Opener opener, StopSignal stop) {
        MonotonicClock clock = System::nanoTime;
        try (var spool = SpoolWriter.create(launch.spool(), Clock.systemUTC())) {
            ProcessEnd processEnd = execute(launch, opener, stop, spool, clock);
            deleteTemporary(launch.temporary());
            spool.end(processEnd);
            return processEnd.outcome();
        }
    }

    private static ProcessEnd execute(
            RunLaunch launch,
            RunStages.Opener opener,
            StopSignal stop,
            SpoolWriter spool,
            MonotonicClock clock) {
        OpenRun run;
        try {
            run = new OpenRun(launch, opener, spool, stop, clock);
        } catch (Throwable failure) {
            LOG.error("The run cannot be opened", failure);
            boolean mayPass = failure instanceof UncheckedIOException || failure instanceof Error;
            return new ProcessEnd(
                    mayPass ? Outcome.FAILED : Outcome.FAILED_FOR_GOOD,
                    FailureCause.message(failure),
                    0,
                    null);
        }
        ProcessEnd processEnd = execute(launch, run, stop, clock);
        close(run);
        return processEnd;
    }

    private static ProcessEnd execute(
            RunLaunch launch, OpenRun run, StopSignal stop, MonotonicClock clock) {
        try {
            var context = context(launch, run, stop, clock);
            try {
                return processEnd(run, start(context).start(launch.run()));
            } finally {
                close(context);
            }
        } catch (Throwable failure) {
            return failed(run, List.of(failure));
        }
    }

    /** Closes; errors are only logged, since they do not change how the run ended. */
    private static void close(AutoCloseable held) {
        try {
            held.close();
        } catch (Throwable failure) {
            LOG.error("The run has ended, but cannot be closed", failure);
        }
    }

    /** Deletes temporary files here, since shutdown hooks do not run when the process halts. */
    private static void deleteTemporary(Path temporary) {
        try {
            FileSystemUtils.deleteRecursively(temporary);
        } catch (IOException failure) {
            LOG.warn("Cannot delete {}", temporary, failure);
        }
    }

    private static JobStarter start(ConfigurableApplicationContext context) {
        return new JobStarter(
                context.getBean(JobRepository.class),
                context.getBean(JobOperator.class),
                context.getBean(Job.class));
    }

    private static ConfigurableApplicationContext context(
            RunLaunch launch, OpenRun run, StopSignal stop, MonotonicClock clock) {
        return new SpringApplicationBuilder(RunApplication.class)
                .web(WebApplicationType.NONE)
                .bannerMode(Banner.Mode.OFF)
                .registerShutdownHook(false)
                .properties("spring.config.name=run-process")
                .initializers(context -> {
                    var beans = (GenericApplicationContext) context;
                    beans.registerBean(RunLaunch.class, () -> launch);
                    beans.registerBean(StopSignal.class, () -> stop);
                    beans.registerBean(MonotonicClock.class, () -> clock);
                    beans.registerBean(
                            OpenRun.class, () -> run, bean -> bean.setDestroyMethodName(""));
                })
                .run();
    }

    private static ProcessEnd processEnd(OpenRun run, JobExecution execution) {
        if (execution.getStatus() == BatchStatus.COMPLETED)
            return run.processEnd(Outcome.FINISHED, null);
        if (execution.getStatus() == BatchStatus.STOPPED)
            return run.processEnd(Outcome.STOPPED, "asked to stop");
        List<Throwable> failures = FailureCause.all(execution);
        return failures.isEmpty()
                ? run.processEnd(
                        Outcome.FAILED, "Spring Batch ended as " + execution.getExitStatus())
                : failed(run, failures);
    }

    private static ProcessEnd failed(OpenRun run, List<Throwable> failures) {
        for (Throwable failure : failures) LOG.error("The run failed", failure);
        Throwable cause = FailureCause.decisive(failures);
        return run.processEnd(
                FailureCause.wouldFailAgain(cause) ? Outcome.FAILED_FOR_GOOD : Outcome.FAILED,
                FailureCause.message(cause));
    }

    private static int exitCode(Outcome outcome) {
        return switch (outcome) {
            case FINISHED -> 0;
            case STOPPED -> 75; // EX_TEMPFAIL: can be resumed
            case FAILED -> 1;
            case FAILED_FOR_GOOD -> 65; // EX_DATAERR
        };
    }
}
