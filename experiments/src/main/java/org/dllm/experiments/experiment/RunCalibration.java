package org.dllm.experiments.experiment;

import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Locale;
import org.dllm.experiments.method.BlockRanking;
import org.dllm.experiments.method.CalibratedModel;
import org.dllm.experiments.method.CalibrationSpec;
import org.dllm.experiments.method.Resolution;
import org.dllm.experiments.prune.Importance;
import org.dllm.experiments.prune.SubsetLoss;
import org.jspecify.annotations.Nullable;

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
                        ResolutionFile.in(workspace.folder(), ResolutionFile.NAME, spec)
                                .orElseGet(() -> decide(text)))
                .orElse(Resolution.NONE);
    }

    private Resolution decide(CalibrationSpec text) {
        BaseModel base = context.base();
        var cache = new TokenCache(workspace, base.tokenizer());
        CalibrationRows rows = CalibrationRows.draw(text, cache, base.config().context());
        log("calibrates %s on %s".formatted(spec.method().text().label(), rows.source().text()));
        try (NDManager scope = context.manager().newSubManager();
                var model = new Measured(base, rows, scope)) {
            Resolution resolution = spec.method().resolve(model);
            ResolutionFile.of(spec, resolution).write(workspace.folder(), ResolutionFile.NAME);
            log(resolution.text());
            return resolution;
        }
    }

    private void log(String line) {
        workspace.events().accept(new RunEvent.Log("INFO", line));
    }

    /** Loads the weights for {@link #nll} when they are first needed. */
    private static final class Measured implements CalibratedModel, AutoCloseable {
        private final BaseModel base;
        private final CalibrationRows rows;
        private final NDManager scope;
        private @Nullable SubsetLoss loss;

        private Measured(BaseModel base, CalibrationRows rows, NDManager scope) {
            this.base = base;
            this.rows = rows;
            this.scope = scope;
        }

        @Override
        public BlockRanking ranking(String by) {
            return Importance.valueOf(by.toUpperCase(Locale.ROOT))
                    .rank(base.config(), base.weights(), rows.rows(), scope);
        }

        @Override
        public int layers() {
            return base.config().layers();
        }

        @Override
        public double nll(List<Integer> layers) {
            if (loss == null) {
                loss = new SubsetLoss(base.config(), base.weights(), rows.rows(), scope);
            }
            return loss.nll(layers);
        }

        @Override
        public Resolution.Source source() {
            return rows.source();
        }

        @Override
        public void close() {
            if (loss != null) {
                loss.close();
            }
        }
    }
}
