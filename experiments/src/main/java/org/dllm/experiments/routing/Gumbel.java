package org.dllm.experiments.routing;

import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.dllm.experiments.random.RandomStream;
import org.dllm.experiments.spec.Default;
import org.dllm.experiments.tensor.Script;

/**
 * Straight-through Gumbel-softmax (D-LLM, equations 8 and 9): training draws decisions with noise,
 * and the gradient is that of their probability at a temperature. Inference takes the more probable
 * decision.
 *
 * @param tau the temperature; 1 in D-LLM's code, from 5 to 1 in SkipGPT
 */
public record Gumbel(@Default("{}") Temperature tau) implements Estimator {

    /** Gumbel with a constant temperature of 1. */
    public static final Gumbel PLAIN = new Gumbel(new Temperature(1, 1, "linear"));

    @Override
    public double threshold() {
        return 0.5;
    }

    @Override
    public Optional<Double> setting() {
        return tau.changes() ? Optional.empty() : Optional.of(tau.from());
    }

    @Override
    public List<Decider.Scheduled> schedules() {
        return tau.changes() ? List.of(new Decider.Scheduled("tau", tau::at)) : List.of();
    }

    @Override
    public Optional<ToDoubleFunction<RandomStream>> noise() {
        return Optional.of(RandomStream::logistic);
    }

    @Override
    public Script.Text training() {
        return Script.text(Gumbel.class, "gumbel");
    }
}
