package org.dllm.notebooks;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.dflib.DataFrame;
import org.jspecify.annotations.Nullable;

/**
 * Read-only access to the database of the lab, also while runs are active.
 *
 * <pre>
 * var lab = Lab.connect();
 * lab.runs()
 * </pre>
 */
public final class Lab {

    /**
     * Neither archived nor a rerun. If the original of several reruns was deleted, the first of
     * them takes its place.
     */
    private static final String COMPARED =
            """
            r.archived_at IS NULL AND r.rerun_of IS NULL AND NOT EXISTS (
              SELECT 1 FROM run o WHERE o.submission_id = r.submission_id AND o.variant = r.variant
              AND o.grid_point = r.grid_point AND o.seed = r.seed AND o.number < r.number
              AND o.archived_at IS NULL AND o.rerun_of IS NULL)
            """;

    private final Database database;

    private Lab(Database database) {
        this.database = database;
    }

    /**
     * Connects to the database at DLLM_JDBC_URL, or else to that of the home folder DLLM_HOME.
     *
     * @throws IllegalStateException if there is no database
     */
    public static Lab connect() {
        return connect(System.getenv());
    }

    static Lab connect(Map<String, String> environment) {
        Path home = Path.of(environment.getOrDefault("DLLM_HOME", ".dllm")).toAbsolutePath();
        var lab = new Lab(new Database(home, environment));
        // Fails here, and not in the first query, if the address is wrong.
        lab.sql("SELECT count(*) AS runs FROM run");
        return lab;
    }

    /** The runs that are not archived, the newest first. */
    public DataFrame runs() {
        return runs("IS NULL");
    }

    /** The archived runs, the newest first. The other lists leave them out. */
    public DataFrame archivedRuns() {
        return runs("IS NOT NULL");
    }

    private DataFrame runs(String archived) {
        return sql(
                """
                SELECT r.id, e.name AS experiment, r.name, r.method, r.method_key, r.seed, r.state, r.step,
                       r.total_steps, r.created_at, r.started_at, r.finished_at, r.rerun_of, r.verdict
                FROM run r JOIN experiment e ON e.id = r.experiment_id
                WHERE r.archived_at %s
                ORDER BY r.number DESC
                """
                        .formatted(archived));
    }

    /** The experiments with their numbers of runs, the newest first; archived runs left out. */
    public DataFrame experiments() {
        return sql(
                """
                SELECT e.name, count(r.id) AS runs,
                       sum(CASE WHEN r.state = 'FINISHED' THEN 1 ELSE 0 END) AS finished, max(r.number) AS newest
                FROM experiment e JOIN run r ON r.experiment_id = e.id
                WHERE r.archived_at IS NULL
                GROUP BY e.name ORDER BY max(r.number) DESC
                """);
    }

    /**
     * The name of the newest experiment with layer activity.
     *
     * @throws IllegalStateException if there is none
     */
    public String newestExperiment() {
        DataFrame newest =
                sql(
                        """
                        SELECT e.name FROM experiment e JOIN run r ON r.experiment_id = e.id
                        WHERE r.archived_at IS NULL AND r.id IN (SELECT run_id FROM layer_activity WHERE step = -1)
                        ORDER BY r.number DESC LIMIT 1
                        """);
        if (newest.height() == 0) {
            throw new IllegalStateException(
                    "no run that is not archived has layer activity; './dllm quickstart' creates"
                            + " some");
        }
        return Frames.text(newest, "name", 0);
    }

    /**
     * The runs of one experiment, in the order of submission, with one column {@code task/metric}
     * per result. Runs with equal submission, variant and grid_point are one seed group. Reruns and
     * archived runs are left out, as on the experiment's page: a rerun is not another seed.
     *
     * @throws IllegalArgumentException if the experiment does not exist
     */
    public DataFrame results(String experiment) {
        requireExperiment(experiment);
        return Results.spread(
                sql(
                        """
                        SELECT r.id, r.name, r.submission_id AS submission, r.variant, r.grid_point, r.method, r.seed, r.state
                        FROM run r JOIN experiment e ON e.id = r.experiment_id
                        WHERE e.name = ? AND %s
                        ORDER BY r.number
                        """
                                .formatted(COMPARED),
                        experiment),
                sql(
                        """
                        SELECT x.run_id, x.task, x.metric, x.value
                        FROM run_result x JOIN run r ON r.id = x.run_id JOIN experiment e ON e.id = r.experiment_id
                        WHERE e.name = ? AND %s
                        """
                                .formatted(COMPARED),
                        experiment));
    }

    /**
     * The results of one run on one task with standard errors and numbers of examples. {@code
     * primary} marks the primary metric.
     */
    public DataFrame results(String run, String task) {
        require(run);
        return sql(
                """
                SELECT x.metric, x.value, x.stderr, x.n, x.metric = t.metric AS "primary"
                FROM run_result x LEFT JOIN run_task t ON t.run_id = x.run_id AND t.task = x.task
                WHERE x.run_id = ? AND x.task = ? ORDER BY x.metric
                """,
                run,
                task);
    }

    /** The submissions of an experiment with their documents, the newest first. */
    public DataFrame submissions(String experiment) {
        requireExperiment(experiment);
        return sql(
                """
                SELECT s.id, s.created_at, s.sweep, s.document,
                       (SELECT count(*) FROM run r WHERE r.submission_id = s.id) AS runs
                FROM submission s JOIN experiment e ON e.id = s.experiment_id
                WHERE e.name = ? ORDER BY s.id DESC
                """,
                experiment);
    }

    /** The keys of the series of a run, for {@link #metrics}, with counts and last values. */
    public DataFrame keys(String run) {
        require(run);
        return sql(
                """
                SELECT p.key, p.points, p.first_step, p.last_step, m.value AS last
                FROM (SELECT key, count(*) AS points, min(step) AS first_step, max(step) AS last_step
                      FROM metric_point WHERE run_id = ? GROUP BY key) p
                JOIN metric_point m ON m.run_id = ? AND m.key = p.key AND m.step = p.last_step
                ORDER BY p.key
                """,
                run,
                run);
    }

    /** The points of series of one run: key, step, value, at. */
    public DataFrame metrics(String run, String... keys) {
        require(run);
        if (keys.length == 0) {
            return sql(
                    "SELECT key, step, value, at FROM metric_point WHERE run_id = ? ORDER BY key,"
                            + " step",
                    run);
        }
        var arguments = new ArrayList<Object>(List.of(run));
        arguments.addAll(List.of(keys));
        return sql(
                "SELECT key, step, value, at FROM metric_point WHERE run_id = ? AND key IN (%s) ORDER BY key, step"
                        .formatted(String.join(", ", Collections.nCopies(keys.length, "?"))),
                arguments.toArray());
    }

    /**
     * The cells of a heat map, for {@link HeatMap#of}: counts of free decisions and of forced
     * executions by layer and bucket. The view {@code activity_cell} defines them, as for the
     * dashboard. They are of the evaluation; its other steps are counts of the training.
     *
     * @param axis {@code family}, {@code position}, {@code token_class}, {@code chain_step} or
     *     {@code steps}
     */
    public DataFrame activity(String run, String task, String axis) {
        require(run);
        return sql(
                """
                SELECT layer, bucket, ordinal, executed, total, forced_executed, forced_total
                FROM activity_cell
                WHERE run_id = ? AND task = ? AND axis = ? AND step IS NULL
                ORDER BY ordinal, bucket, layer
                """,
                run,
                task,
                axis);
    }

    /** The tasks and axes for which {@link #activity} has data of a run. */
    public DataFrame activities(String run) {
        require(run);
        return sql(
                """
                SELECT task, axis, count(DISTINCT layer) AS layers, count(DISTINCT bucket) AS buckets,
                       sum(total) AS observations
                FROM layer_activity WHERE run_id = ? AND step = -1 GROUP BY task, axis ORDER BY task, axis
                """,
                run);
    }

    /** A line chart of one series of several runs, coloured by method. */
    public BufferedImage lineChart(String key, String... runs) {
        var lines = new ArrayList<Charts.Line>();
        for (String run : runs) {
            DataFrame row = require(run);
            lines.add(
                    new Charts.Line(
                            Frames.text(row, "name", 0),
                            Frames.text(row, "method_key", 0),
                            metrics(run, key)));
        }
        return Charts.lines(key, lines);
    }

    private void requireExperiment(String name) {
        if (sql("SELECT id FROM experiment WHERE name = ?", name).height() == 0) {
            throw new IllegalArgumentException(
                    "experiment "
                            + name
                            + " does not exist; lab.experiments() lists the experiments");
        }
    }

    /** The name and the method's key of a run; fails if the run does not exist. */
    private DataFrame require(String run) {
        DataFrame row = sql("SELECT name, method_key FROM run WHERE id = ?", run);
        if (row.height() == 0) {
            throw new IllegalArgumentException(
                    "run "
                            + run
                            + " does not exist; lab.runs() and lab.archivedRuns() list the runs");
        }
        return row;
    }

    /**
     * Executes a query; each {@code ?} takes one argument. The query is cancelled when the cell is
     * interrupted, and after the time limit DLLM_QUERY_LIMIT.
     */
    public DataFrame sql(String query, @Nullable Object... arguments) {
        return database.query(query, arguments);
    }
}
