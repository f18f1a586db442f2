package org.dllm.experiments.routing;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.dllm.experiments.random.RandomStream;
import org.dllm.experiments.tensor.Script;

/**
 * How a router learns from a decision that is either 0 or 1. To add an estimator, write a record
 * and its script, and add the record to {@code permits}.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "type")
public sealed interface Estimator permits Gumbel, Sigmoid, SoftGate {

    /** Least probability with which a token executes at inference, in (0, 1). */
    double threshold();

    /** Whether the output of a site is multiplied by the probability of executing it. */
    default boolean gates() {
        return false;
    }

    /** The last of the decider's settings; empty if the script reads none. */
    default Optional<Double> setting() {
        return Optional.empty();
    }

    /** A number that the script reads instead of {@link #setting} if it changes over a run. */
    default List<Decider.Scheduled> schedules() {
        return List.of();
    }

    default Optional<ToDoubleFunction<RandomStream>> noise() {
        return Optional.empty();
    }

    /**
     * Defines {@code estimated(self, d: Tensor, noise: Tensor, numbers: List[float]) -> Tensor}:
     * differences of logits d (B, T), execute minus skip → decisions 0 or 1 with a gradient.
     */
    Script.Text training();

    /**
     * Defines {@code weighed(self, run: Tensor, d: Tensor) -> List[Tensor]}: decisions and
     * differences of logits → what {@code decide} returns.
     */
    default Script.Text weighing() {
        return Script.text(Estimator.class, gates() ? "soft_gate" : "unweighed");
    }
}
