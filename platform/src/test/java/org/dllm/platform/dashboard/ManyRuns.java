package org.dllm.platform.dashboard;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.dllm.experiments.experiment.PlannedRun;
import org.dllm.experiments.experiment.SpecDocument;
import org.dllm.experiments.experiment.SpecJson;
import org.dllm.platform.TestRepositories;
import org.dllm.platform.run.NewSubmission;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.SubmittedDocuments;
import org.flywaydb.core.Flyway;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Fills an empty database with 3,000 runs, to measure pages: {@code ManyRuns JDBC-URL}. Most runs
 * are copies of the runs of {@link LabFixture}, with their own specs of up to 170 kB.
 */
final class ManyRuns {

    /** Experiments named {@code name-1} and so on; each submission has the same number of runs. */
    private record Group(String name, int experiments, int submissions, int runs, int specEntries) {
        /** One run per variant and seed, or per variant and grid point. */
        boolean grid() {
            return submissions == 1;
        }
    }

    private static final List<Group> GROUPS =
            List.of(
                    new Group("small", 30, 4, 5, 1),
                    new Group("sweep", 1, 1, 1000, 90),
                    new Group("large-specs", 1, 12, 100, 450));

    private static final int QUEUED = 128;
    private static final int FAILED = 60;

    /** Copies of the rows that a run measured; every second training step is left out. */
    private static final List<String> COPIES =
            List.of(
                    "INSERT INTO run_task SELECT :id, ordinal, task, metric, higher_is_better FROM"
                            + " run_task WHERE run_id = :of",
                    "INSERT INTO run_result SELECT :id, task, metric, value * :factor, stderr, n"
                            + " FROM run_result WHERE run_id = :of",
                    "INSERT INTO run_log SELECT :id, seq, at, level, message FROM run_log WHERE"
                            + " run_id = :of",
                    """
                    INSERT INTO sample SELECT :id, task, ordinal, example_id, family, steps, prompt, gold, answer, correct, tokens,
                      prompt_tokens, executed FROM sample WHERE run_id = :of AND ordinal < 20
                    """,
                    "INSERT INTO metric_series (run_id, key) SELECT :id, key FROM metric_series"
                            + " WHERE run_id = :of",
                    """
                    INSERT INTO metric_value SELECT n.id, v.step, v.seq, v.bits, v.value, v.at
                    FROM metric_series o JOIN metric_value v ON v.series_id = o.id JOIN metric_series n ON n.key = o.key
                    WHERE o.run_id = :of AND n.run_id = :id AND MOD(v.step, 2) = 0
                    """,
                    """
                    INSERT INTO layer_activity SELECT :id, task, axis, bucket, layer, forced, ordinal, executed, total, seq, step
                    FROM layer_activity WHERE run_id = :of
                    """,
                    "INSERT INTO artifact SELECT :id, name, file, sha256, bytes FROM artifact WHERE"
                            + " run_id = :of");

    private final LabFixture fixture;
    private final SubmittedDocuments documents;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Map<String, Map<String, String>> specs = new HashMap<>();
    private final Random random = new Random(0);
    private Instant time = Instant.now().minusSeconds(60L * 86_400);

    private ManyRuns(AnnotationConfigApplicationContext context) {
        fixture = context.getBean(LabFixture.class);
        documents = context.getBean(SubmittedDocuments.class);
        jdbc = context.getBean(JdbcClient.class);
        transaction = new TransactionTemplate(context.getBean(JdbcTransactionManager.class));
    }

    public static void main(String... args) {
        if (args.length != 1) {
            throw new IllegalArgumentException(
                    "expected a JDBC URL, found " + args.length + " arguments");
        }
        var pool = new HikariDataSource();
        pool.setJdbcUrl(args[0]);
        Flyway.configure().dataSource(pool).locations("classpath:db/migration").load().migrate();
        try (pool;
                var context = new AnnotationConfigApplicationContext()) {
            context.registerBean(DataSource.class, () -> pool);
            context.registerBean(Clock.class, Clock::systemUTC);
            context.register(TestRepositories.class, LabFixture.class);
            context.refresh();
            new ManyRuns(context).fill();
        }
    }

    private void fill() {
        Map<String, RunId> templates = fixture.fill();
        GROUPS.forEach(group -> fill(group, templates));
        for (int i = 0; i < FAILED; i++) {
            RunId id = fixture.submitNamed("failing", "run " + i);
            jdbc.sql(
                            "UPDATE run SET state = 'FAILED', finished_at = created_at, reason ="
                                    + " :reason WHERE id = :id")
                    .param("id", id.value())
                    .param("reason", "the loss is NaN at step 212 ".repeat(1 + i % 20))
                    .update();
        }
        for (int i = 0; i < QUEUED; i++) {
            queue(fixture.submitNamed("queue", "run " + i));
        }
        System.out.println(jdbc.sql("SELECT count(*) FROM run").query(Long.class).single());
    }

    private void fill(Group group, Map<String, RunId> templates) {
        List<Shape> shapes = Shape.OF_QUICKSTART;
        for (int experiment = 1; experiment <= group.experiments(); experiment++) {
            String name = group.experiments() == 1 ? group.name() : group.name() + "-" + experiment;
            for (int submission = 0; submission < group.submissions(); submission++) {
                long id = documents.add(new NewSubmission(name, LabFixture.SPEC.formatted(name)));
                boolean archived = name.endsWith("0");
                for (int run = 0; run < group.runs(); run++) {
                    int place = run / shapes.size();
                    String variant = shapes.get(run % shapes.size()).variant();
                    var copy =
                            new Copy(
                                    id,
                                    Objects.requireNonNull(templates.get(variant)),
                                    variant,
                                    group.grid()
                                            ? "{\"method.target\":0.%03d}".formatted(place)
                                            : "{}",
                                    group.grid() ? 0 : place);
                    String spec = spec(group.specEntries(), copy.seed()).get(variant);
                    transaction.executeWithoutResult(
                            _ -> copy(copy, String.valueOf(spec), archived));
                }
            }
        }
    }

    private RunId newId() {
        var text = new StringBuilder();
        random.ints(8, 0, 32)
                .forEach(i -> text.append("abcdefghijklmnopqrstuvwxyz234567".charAt(i)));
        return new RunId(text.toString());
    }

    private record Copy(long submission, RunId of, String variant, String gridPoint, int seed) {}

    private void copy(Copy run, String spec, boolean archived) {
        RunId id = newId();
        time = time.plusSeconds(1500);
        jdbc.sql(
                        """
                        INSERT INTO run (id, experiment_id, submission_id, name, variant, grid_point, method_key, method, seed, state, priority,
                          device, phase, step, total_steps, per_second, attempt, checkpoint_step, created_at, started_at, finished_at,
                          summary, spec_sha256, manifest_sha256, worked_seconds, archived_at)
                        SELECT :id, s.experiment_id, s.id, :name, r.variant, :point, r.method_key, r.method, :seed, r.state, r.priority,
                          r.device, r.phase, r.step, r.total_steps, r.per_second, r.attempt, r.checkpoint_step, :at, :at, :at,
                          r.summary, r.spec_sha256, r.manifest_sha256, 20 + :seed,
                          CASE WHEN :archived THEN CAST(:at AS TIMESTAMP(6) WITH TIME ZONE) END
                        FROM run r CROSS JOIN submission s WHERE r.id = :of AND s.id = :submission
                        """)
                .param("id", id.value())
                .param("of", run.of().value())
                .param("submission", run.submission())
                .param("name", run.variant() + " seed=" + run.seed())
                .param("point", run.gridPoint())
                .param("seed", run.seed())
                .param("at", time.atOffset(ZoneOffset.UTC))
                .param("archived", archived)
                .update();
        jdbc.sql(
                        "INSERT INTO run_paper SELECT :id, :spec, manifest FROM run_paper WHERE"
                                + " run_id = :of")
                .param("id", id.value())
                .param("spec", spec)
                .param("of", run.of().value())
                .update();
        double factor = 1 - Math.floorMod(id.hashCode(), 100) / 1000.0;
        for (String copy : COPIES) {
            var params = new HashMap<String, Object>();
            params.put("id", id.value());
            params.put("of", run.of().value());
            if (copy.contains(":factor")) {
                params.put("factor", factor);
            }
            jdbc.sql(copy).params(params).update();
        }
    }

    /** The server's listener that does this is not among the repositories. */
    private void queue(RunId id) {
        jdbc.sql(
                        """
                        INSERT INTO work_item (run_id, state, priority, device, version, attempt, failures, cancel_requested, spool_seq)
                        VALUES (:id, 'QUEUED', 0, 'cpu', 0, 0, 0, FALSE, 0)
                        """)
                .param("id", id.value())
                .update();
    }

    /** The specs of the five variants, with this many data sets. */
    private Map<String, String> spec(int entries, int seed) {
        return specs.computeIfAbsent(
                entries + "/" + seed,
                _ -> {
                    String sets =
                            IntStream.range(0, entries)
                                    .mapToObj(
                                            "{set: {type: Synthetic, seed: %d}, split: train}"
                                                    ::formatted)
                                    .collect(Collectors.joining(", ", "data: [", "]"));
                    String document =
                            LabFixture.SPEC
                                    .formatted("fixture")
                                    .replace(
                                            "data: [{set: {type: Synthetic}, split: train}]", sets);
                    return SpecDocument.parse(document, List.of("seed=" + seed)).plan().stream()
                            .collect(
                                    Collectors.toMap(
                                            PlannedRun::name,
                                            run -> SpecJson.canonical(run.spec())));
                });
    }
}
