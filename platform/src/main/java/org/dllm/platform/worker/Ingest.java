package org.dllm.platform.worker;

import java.util.ArrayList;
import java.util.List;
import org.dllm.experiments.experiment.RunEvent;
import org.dllm.platform.activity.LayerActivities;
import org.dllm.platform.artifact.Artifacts;
import org.dllm.platform.metric.MetricPoint;
import org.dllm.platform.metric.Metrics;
import org.dllm.platform.run.EventKey;
import org.dllm.platform.run.ExampleScores;
import org.dllm.platform.run.LogLine;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.RunLogs;
import org.dllm.platform.run.RunResults;
import org.dllm.platform.run.Runs;
import org.dllm.platform.run.Samples;
import org.dllm.platform.spool.SpoolLine;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Stores the lines of a spool in the database. Each batch is stored in one transaction together
 * with the position in the spool.
 */
@Component
class Ingest {

    private static final Logger LOG = LoggerFactory.getLogger(Ingest.class);

    private final WorkItems items;
    private final Runs runs;
    private final RunLogs logs;
    private final Samples samples;
    private final Metrics metrics;
    private final RunResults results;
    private final ExampleScores scores;
    private final LayerActivities activities;
    private final Artifacts artifacts;
    private final WorkSettings settings;
    private final TransactionTemplate transaction;

    Ingest(
            WorkItems items,
            Runs runs,
            RunLogs logs,
            Samples samples,
            Metrics metrics,
            RunResults results,
            ExampleScores scores,
            LayerActivities activities,
            Artifacts artifacts,
            WorkSettings settings,
            PlatformTransactionManager transactions) {
        this.items = items;
        this.runs = runs;
        this.logs = logs;
        this.samples = samples;
        this.metrics = metrics;
        this.results = results;
        this.scores = scores;
        this.activities = activities;
        this.artifacts = artifacts;
        this.settings = settings;
        this.transaction = new TransactionTemplate(transactions);
    }

    /**
     * Stores the lines.
     *
     * @throws LeaseLostException another worker holds the item; nothing was stored
     */
    void store(WorkItem item, List<SpoolLine> lines) {
        try {
            transaction.executeWithoutResult(_ -> new Batch(item).store(lines));
        } catch (DataIntegrityViolationException refused) {
            // A line that the database rejects is logged and skipped, so that it does not block
            // all later ones.
            if (lines.size() == 1) {
                skip(item, lines.getFirst(), refused);
                return;
            }
            store(item, lines.subList(0, lines.size() / 2));
            store(item, lines.subList(lines.size() / 2, lines.size()));
        }
    }

    private void skip(WorkItem item, SpoolLine line, DataIntegrityViolationException refused) {
        LOG.error("Line {} of run {} cannot be stored: {}", line.seq(), item.run(), line, refused);
        String why = "an event could not be stored: " + refused.getMostSpecificCause().getMessage();
        transaction.executeWithoutResult(_ -> {
            items.read(item, line.seq(), settings.lease());
            EventKey key = EventKey.of(item.attempt(), line.seq(), line.time());
            logs.append(item.run(), List.of(new LogLine(key.seq(), key.at(), "ERROR", why)));
        });
    }

    /**
     * Lines of one transaction. Events of one kind are stored together if their order does not
     * matter.
     */
    private final class Batch {

        private final WorkItem item;
        private final RunId run;
        private final List<MetricPoint> points = new ArrayList<>();
        private final List<LogLine> lines = new ArrayList<>();
        private final List<RunEvent.Sample> examples = new ArrayList<>();
        private final List<RunEvent.TaskResult> measured = new ArrayList<>();
        private final List<RunEvent.ExampleScore> scored = new ArrayList<>();
        private final List<RunEvent.LayerActivity> cells = new ArrayList<>();
        private RunEvent.@Nullable Progress progress;
        private long lastCell;

        Batch(WorkItem item) {
            this.item = item;
            this.run = item.run();
        }

        void store(List<SpoolLine> spooled) {
            items.read(item, readAfter(spooled.getLast()), settings.lease());
            if (spooled.getFirst().seq() == 1) runs.started(run);
            for (SpoolLine line : spooled)
                if (line.event() != null)
                    take(line.event(), EventKey.of(item.attempt(), line.seq(), line.time()));
            flush();
        }

        /**
         * The last line to count as read. An ending is left out until the run is concluded: if the
         * server dies before, the next one reads it again.
         */
        private long readAfter(SpoolLine last) {
            return last.ending() == null ? last.seq() : last.seq() - 1;
        }

        private void take(RunEvent event, EventKey key) {
            switch (event) {
                case RunEvent.Metric metric -> points.add(MetricPoint.of(metric, key));
                case RunEvent.Log log ->
                        lines.add(new LogLine(key.seq(), key.at(), log.level(), log.message()));
                case RunEvent.Progress latest -> progress = latest;
                case RunEvent.Sample sample -> examples.add(sample);
                case RunEvent.TaskResult result -> measured.add(result);
                case RunEvent.ExampleScore score -> scored.add(score);
                case RunEvent.LayerActivity cell -> {
                    cells.add(cell);
                    lastCell = key.seq();
                }
                case RunEvent.Artifact artifact -> artifacts.put(run, artifact);
                case RunEvent.Manifest manifest -> runs.manifest(run, manifest);
                case RunEvent.Result result -> {
                    flushProgress(); // progress reported before this event
                    runs.result(run, result);
                }
                case RunEvent.Checkpoint checkpoint -> {
                    items.resetFailures(item);
                    runs.checkpoint(run, checkpoint.step());
                }
                case RunEvent.Resumed resumed -> {
                    flush();
                    metrics.resumed(run, resumed.step());
                    results.resumed(run, resumed.step());
                    activities.resumed(run, resumed.step());
                    scores.resumed(run, resumed.step());
                    runs.resumed(run, resumed.step());
                }
            }
        }

        private void flush() {
            metrics.append(run, points);
            logs.append(run, lines);
            samples.put(run, examples);
            results.put(run, measured);
            scores.put(run, scored);
            activities.put(run, cells, lastCell);
            flushProgress();
            points.clear();
            lines.clear();
            examples.clear();
            measured.clear();
            scored.clear();
            cells.clear();
        }

        private void flushProgress() {
            if (progress != null) runs.progress(run, progress);
            progress = null;
        }
    }
}
