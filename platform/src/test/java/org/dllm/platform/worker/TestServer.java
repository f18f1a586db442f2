package org.dllm.platform.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.dllm.experiments.experiment.MonotonicClock;
import org.dllm.experiments.experiment.PrimaryMetric;
import org.dllm.experiments.experiment.SpecJson;
import org.dllm.platform.TestDatabase;
import org.dllm.platform.TestRepositories;
import org.dllm.platform.batch.ScriptedProcess;
import org.dllm.platform.database.DatabaseOutage;
import org.dllm.platform.home.LabFolders;
import org.dllm.platform.metric.MetricPoint;
import org.dllm.platform.metric.Metrics;
import org.dllm.platform.run.LogLine;
import org.dllm.platform.run.NewRun;
import org.dllm.platform.run.NewRuns;
import org.dllm.platform.run.NewSubmission;
import org.dllm.platform.run.Run;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.RunLogs;
import org.dllm.platform.run.RunMethod;
import org.dllm.platform.run.RunState;
import org.dllm.platform.run.Runs;
import org.dllm.platform.run.SubmittedDocuments;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * The worker of a server, from its start to its end; a test calls each step. Several may share a
 * database, and use one folder one after the other.
 */
final class TestServer implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final AnnotationConfigApplicationContext context =
            new AnnotationConfigApplicationContext();
    private final Database database;
    private final LabFolders folders;

    TestServer(TestDatabase database, Path home, WorkSettings settings) {
        this(database, home, settings, ScriptedProcess.class, null);
    }

    TestServer(
            TestDatabase database,
            Path home,
            WorkSettings settings,
            Class<?> main,
            @Nullable Path data) {
        this.database = new Database(database.get(DataSource.class));
        this.folders = new LabFolders(home, data);
        context.registerBean(DataSource.class, () -> this.database);
        context.registerBean(LabFolders.class, () -> folders);
        context.registerBean(WorkSettings.class, () -> settings);
        context.registerBean(Clock.class, Clock::systemUTC);
        context.registerBean(MonotonicClock.class, () -> System::nanoTime);
        context.registerBean(ChildCommand.class, () -> new ChildCommand(main.getName()));
        context.register(
                TestRepositories.class,
                WorkQueue.class,
                Ingest.class,
                Attempts.class,
                RunFiles.class,
                Workers.class,
                WorkerName.class);
        context.refresh();
        worker =
                new Worker(
                        context.getBean(WorkerName.class),
                        get(WorkItems.class),
                        context.getBean(Attempts.class),
                        context.getBean(Ingest.class),
                        settings,
                        new DatabaseOutage(Clock.systemUTC()),
                        System::nanoTime);
    }

    private final Worker worker;

    /** Settings for tests: short times, one run at a time. */
    static WorkSettings settings() {
        return settings(3);
    }

    static WorkSettings retryingAfter(Duration pause) {
        return settings(3, pause);
    }

    static WorkSettings settings(int attempts) {
        return settings(attempts, Duration.ofMillis(20));
    }

    private static WorkSettings settings(int attempts, Duration retry) {
        return new WorkSettings(
                1,
                List.of("cpu"),
                Duration.ofSeconds(60),
                Duration.ofMillis(20),
                Duration.ofSeconds(60),
                Duration.ofSeconds(60),
                attempts,
                retry);
    }

    /** Settings that kill a process that does not stop at once. */
    static WorkSettings impatient() {
        var usual = settings();
        return new WorkSettings(
                usual.slots(),
                usual.devices(),
                usual.lease(),
                usual.poll(),
                Duration.ofMillis(100),
                usual.goodbye(),
                usual.attempts(),
                usual.retry());
    }

    <T> T get(Class<T> type) {
        return context.getBean(type);
    }

    Worker worker() {
        return worker;
    }

    /** Makes the database unavailable or available. */
    void databaseAway(boolean away) {
        database.away = away;
    }

    /** Calls {@code act} before each later use of the database. */
    void beforeEachUse(Runnable act) {
        database.before = act;
    }

    /** The next use of the database throws {@code error}. */
    void failOnceWith(Error error) {
        database.error = error;
    }

    RunId submit(int steps, int checkpointEvery, String... script) {
        return submit(scripted(steps, checkpointEvery), null, script);
    }

    RunId submit(String yaml, @Nullable RunId waitsFor, String... script) {
        return submit(yaml, waitsFor, null, script);
    }

    /** A control that uses the rate measured for another run in the first of two tasks. */
    RunId submitControl(RunId needed) {
        return submit(
                """
                name: control
                model: {from: synthetic-base}
                method: {type: RandomSkip, rateOf: scripted}
                evaluate: [{task: a, set: {type: Synthetic}}, {task: b, set: {type: Synthetic}}]
                """,
                needed);
    }

    /** A rerun of the same script. */
    RunId rerun(RunId original) {
        String yaml = get(Runs.class).provenance(original).orElseThrow().document();
        return submit(yaml, null, original);
    }

    private RunId submit(
            String yaml, @Nullable RunId waitsFor, @Nullable RunId rerunOf, String... script) {
        var spec = SpecJson.read(yaml);
        long submission =
                rerunOf == null
                        ? get(SubmittedDocuments.class).add(new NewSubmission("worker", yaml))
                        : get(Runs.class).require(rerunOf).submission();
        RunId run =
                get(NewRuns.class)
                        .add(
                                new NewRun(
                                        submission,
                                        spec.name(),
                                        "",
                                        spec.name(),
                                        "{}",
                                        RunMethod.of(spec.method()),
                                        spec.seed(),
                                        0,
                                        "cpu",
                                        spec.train().steps(),
                                        PrimaryMetric.of(spec),
                                        SpecJson.canonical(spec),
                                        SpecJson.sha256(spec),
                                        waitsFor,
                                        rerunOf));
        try {
            Files.createDirectories(folder(run));
            Files.write(folder(run).resolve("script"), java.util.List.of(script));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return run;
    }

    /** Stores a spec that no version of this application has written. */
    void setSpec(RunId run, String json) {
        get(JdbcClient.class)
                .sql("UPDATE run_paper SET spec = :spec WHERE run_id = :id")
                .param("spec", json)
                .param("id", run.value())
                .update();
    }

    static String scripted(int steps, int checkpointEvery) {
        return """
        name: scripted
        model: {from: synthetic-base}
        method: {type: Dense}
        data: [{set: {type: Synthetic}, split: train}]
        train: {steps: %d, checkpointEvery: %d}
        evaluate: [{task: a, set: {type: Synthetic}}, {task: b, set: {type: Synthetic}}]
        """
                .formatted(steps, checkpointEvery);
    }

    Path folder(RunId run) {
        return folders.run(run.value());
    }

    Run run(RunId run) {
        return get(Runs.class).require(run);
    }

    /** The lines of the run's log. */
    List<String> logged(RunId run) {
        return get(RunLogs.class).after(run, 0, 10_000).stream().map(LogLine::message).toList();
    }

    /** The number of training steps with a loss, after a check that none is missing or repeated. */
    int steps(RunId run) {
        var steps =
                get(Metrics.class).points(run, "train/loss").stream()
                        .map(MetricPoint::step)
                        .toList();
        assertThat(steps)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, steps.size()).boxed().toList());
        return steps.size();
    }

    /** Polls until the run is in this state. */
    Run until(RunId run, RunState state) {
        until(() -> run(run).state() == state || run(run).state().ended());
        assertThat(run(run).state()).as(String.valueOf(run(run).reason())).isEqualTo(state);
        return run(run);
    }

    void until(BooleanSupplier reached) {
        await(() -> {
            if (reached.getAsBoolean()) return true;
            worker.poll();
            return false;
        });
    }

    /** Waits without polling the runs. */
    static void await(BooleanSupplier reached) {
        long latest = System.nanoTime() + PATIENCE.toNanos();
        while (!reached.getAsBoolean()) {
            assertThat(System.nanoTime()).as("within " + PATIENCE).isLessThan(latest);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    /** Whether the run's process has reached this moment of its script. */
    boolean reached(RunId run, String moment) {
        return Files.exists(folder(run).resolve("done " + moment));
    }

    /** Lets a waiting process continue. */
    void go(RunId run) {
        try {
            Files.writeString(folder(run).resolve("go"), "");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Ends the server as SIGKILL does: only the lock of the folder is released. */
    @Override
    public void close() {
        context.close();
    }

    private static final class Database extends DelegatingDataSource {
        private volatile boolean away;
        private volatile @Nullable Error error;
        private volatile Runnable before = () -> {};

        Database(DataSource real) {
            super(real);
        }

        @Override
        public Connection getConnection() throws SQLException {
            before.run();
            Error once = error;
            error = null;
            if (once != null) throw once;
            if (away) throw new SQLTransientConnectionException("the database is unavailable");
            return super.getConnection();
        }
    }
}
