package org.dllm.experiments.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import ai.djl.ndarray.NDManager;
import java.util.List;
import org.dllm.experiments.method.AlphaSpec;
import org.dllm.experiments.method.Dense;
import org.dllm.experiments.method.Dllm;
import org.dllm.experiments.method.KeepSpec;
import org.dllm.experiments.method.MethodSpec;
import org.dllm.experiments.method.RandomSkip;
import org.dllm.experiments.routing.TokenMlp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TrainerTests {

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void aModelLearnsItsExamples() {
        assertThat(trained(new Dense(), 80, 1).get("loss")).isLessThan(2.0);
    }

    @Test
    void gradientsOfMicroBatchesAddUp() {
        for (MethodSpec method : List.of(new Dense(), Tiny.dllm(0.5, 1, true))) {
            var whole = trained(method, 3, 1);
            var parts = trained(method, 3, 4);
            assertThat(parts.get("loss")).isCloseTo(whole.get("loss"), offset(1e-5));
            assertThat(parts.get("grad_norm")).isCloseTo(whole.get("grad_norm"), offset(1e-4));
        }
    }

    @Test
    void aControlHasNoRateLoss() {
        assertThat(trained(Tiny.dllm(0.5, 1, true), 1, 1).get("rate_loss")).isPositive();
        assertThat(trained(new RandomSkip(0.6, Tiny.KEEP, true), 1, 1).get("rate_loss")).isZero();
    }

    @Test
    void theExecutedRateIsOneIfAllTokensAreForced() {
        var keep = new KeepSpec(1, Tiny.CONFIG.context());
        var alpha = new AlphaSpec(1, "constant");
        for (MethodSpec method :
                List.of(
                        new Dllm(0.5, alpha, keep, true, new TokenMlp(16)),
                        new RandomSkip(0.6, keep, true))) {
            assertThat(trained(method, 1, 2).get("executed_rate")).isEqualTo(1);
        }
    }

    private Trainer.Report trained(MethodSpec method, int steps, int accumulate) {
        var weights = Tiny.weights(method, null, manager);
        var spec = Tiny.training(steps, 8, accumulate, 1e-2);
        var trainer = new Trainer(spec, weights, Tiny.STREAMS, steps, manager);
        var batches = Tiny.batches(50);
        Trainer.Report report = trainer.step(0, batches.next(8));
        for (int step = 1; step < steps; step++) {
            report = trainer.step(step, batches.next(8));
        }
        return report;
    }
}
