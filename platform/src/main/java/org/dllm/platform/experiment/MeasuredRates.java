package org.dllm.platform.experiment;

import java.util.OptionalDouble;
import org.dllm.experiments.experiment.ExperimentSpec;
import org.dllm.experiments.experiment.SpecJson;
import org.dllm.platform.metric.Metrics;
import org.dllm.platform.metric.SeriesSummary;
import org.dllm.platform.run.Run;
import org.dllm.platform.run.RunEnded;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.RunState;
import org.dllm.platform.run.Runs;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Repository;

/**
 * Gives a finished run's measured rate to the controls that wait for it, in the transaction that
 * ends the run.
 */
@Repository
class MeasuredRates {

    private final Runs runs;
    private final Metrics metrics;

    MeasuredRates(Runs runs, Metrics metrics) {
        this.runs = runs;
        this.metrics = metrics;
    }

    @EventListener
    void hear(RunEnded ended) {
        for (Run waiting : runs.waitingFor(ended.run())) {
            if (ended.state() != RunState.FINISHED) {
                runs.failed(
                        waiting.id(),
                        "run "
                                + ended.run()
                                + ", whose measured rate it takes, is "
                                + ended.state().name().toLowerCase(java.util.Locale.ROOT));
                continue;
            }
            OptionalDouble rate = measuredRate(ended.run());
            if (rate.isEmpty()) {
                runs.failed(
                        waiting.id(),
                        "run "
                                + ended.run()
                                + " has measured no rate: expected a metric TASK/executed_rate in"
                                + " (0, 1]");
                continue;
            }
            String spec = runs.papers(waiting.id()).orElseThrow().spec();
            ExperimentSpec measured = SpecJson.read(spec).withMeasuredRate(rate.getAsDouble());
            runs.released(waiting.id(), SpecJson.canonical(measured), SpecJson.sha256(measured));
        }
    }

    /** The mean over evaluation tasks of the layer executions per token. */
    private OptionalDouble measuredRate(RunId run) {
        return metrics.series(run).stream()
                .filter(series -> series.key().matches("[^/]+/executed_rate"))
                .filter(series -> !series.key().startsWith("train/"))
                .mapToDouble(SeriesSummary::last)
                .filter(rate -> rate > 0 && rate <= 1)
                .average();
    }
}
