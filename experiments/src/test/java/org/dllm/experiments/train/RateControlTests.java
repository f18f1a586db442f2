package org.dllm.experiments.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import org.dllm.experiments.method.AlphaSpec;
import org.dllm.experiments.method.Dllm;
import org.dllm.experiments.routing.TokenMlp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The controller of the rate loss's weight. */
class RateControlTests {

    private static final double TARGET = 0.6;
    private static final int STEPS = 120;

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void theControllerReachesATargetThatAConstantWeightMisses() {
        double constant = rate(trained(new AlphaSpec(0.05, "constant")));
        double controlled = rate(trained(new AlphaSpec(10, "controller")));
        System.out.println("constant " + constant + " controlled " + controlled);
        assertThat(constant).isGreaterThan(TARGET + 0.1);
        assertThat(controlled).isCloseTo(TARGET, offset(0.04));
    }

    @Test
    void theWeightFollowsTheExecutedRate() {
        double gain = 0.2;
        double max = 3;
        List<Trainer.Report> reports = trained(new AlphaSpec(max, "controller", null, gain));
        double expected = 0;
        for (Trainer.Report report : reports) {
            assertThat(report.get("alpha")).isEqualTo(expected);
            double excess = report.get(Trainer.EXECUTED_RATE) - TARGET;
            expected = Math.clamp(expected + gain * max * excess, 0, max);
        }
        assertThat(expected).isPositive();
    }

    private static double rate(List<Trainer.Report> reports) {
        return reports.subList(STEPS - 20, STEPS).stream()
                .mapToDouble(report -> report.get(Trainer.EXECUTED_RATE))
                .average()
                .orElseThrow();
    }

    private List<Trainer.Report> trained(AlphaSpec alpha) {
        var method = new Dllm(TARGET, alpha, Tiny.KEEP, true, new TokenMlp(16));
        var weights = Tiny.weights(method, null, manager);
        var spec = Tiny.training(STEPS, 4, 1, 1e-2);
        var trainer = new Trainer(spec, weights, Tiny.STREAMS, STEPS, manager);
        var batches = Tiny.batches(50);
        var reports = new ArrayList<Trainer.Report>();
        for (int step = 0; step < STEPS; step++) {
            reports.add(trainer.step(step, batches.next(4)));
        }
        return reports;
    }
}
