package org.dllm.experiments.experiment;

import ai.djl.ndarray.NDManager;
import java.util.Locale;
import java.util.stream.Collectors;
import org.dllm.experiments.method.BlockRanking;
import org.dllm.experiments.method.CalibratedModel;
import org.dllm.experiments.method.CalibrationSpec;
import org.dllm.experiments.method.Resolution;
import org.dllm.experiments.prune.Importance;

/** The first stage of a run: its method decides from data, once for all attempts. */
final class RunCalibration {

    private final ExperimentSpec spec;
    private final Workspace workspace;
    private final RunContext context;

    RunCalibration(ExperimentSpec spec, Workspace workspace, RunContext context) {
        this.spec = spec;
        this.workspace = workspace;
        this.context = context;
    }

    /** Decides, or reads what an earlier attempt in the run's folder decided. */
    Resolution resolution() {
        return spec.method()
                .calibrationText()
                .map(text ->
                        ResolutionFile.in(workspace.folder(), spec)
                                .map(ResolutionFile::resolution)
                                .orElseGet(() -> decide(text)))
                .orElse(Resolution.NONE);
    }

    private Resolution decide(CalibrationSpec text) {
        BaseModel base = context.base();
        var cache = new TokenCache(workspace, base.tokenizer());
        CalibrationRows rows = CalibrationRows.draw(text, cache, base.config().context());
        log("calibrates %s on %s".formatted(spec.method().label(), rows.source().text()));
        Resolution resolution = spec.method().resolve(new Measured(base, context, rows));
        ResolutionFile.of(spec, resolution).write(workspace.folder());
        if (resolution.removed() != null) {
            log(shown(resolution.removed()));
        }
        return resolution;
    }

    private static String shown(Resolution.Removed removed) {
        return "removes the blocks %s; order %s; scores %s"
                .formatted(
                        removed.blocks(),
                        removed.order(),
                        removed.scores().stream()
                                .map(score -> String.format(Locale.ROOT, "%.6g", score))
                                .collect(Collectors.joining(", ", "[", "]")));
    }

    private void log(String line) {
        workspace.events().accept(new RunEvent.Log("INFO", line));
    }

    private record Measured(BaseModel base, RunContext context, CalibrationRows rows)
            implements CalibratedModel {
        @Override
        public BlockRanking ranking(String by) {
            try (NDManager scope = context.manager().newSubManager()) {
                return Importance.valueOf(by.toUpperCase(Locale.ROOT))
                        .rank(base.config(), base.weights(), rows.rows(), scope);
            }
        }

        @Override
        public Resolution.Source source() {
            return rows.source();
        }
    }
}
