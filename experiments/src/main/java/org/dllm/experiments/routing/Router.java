package org.dllm.experiments.routing;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.PrimitiveIterator;
import java.util.function.DoubleSupplier;
import java.util.stream.DoubleStream;
import org.dllm.experiments.random.RandomStream;
import org.dllm.experiments.tensor.Script;

/**
 * What a router computes: two logits per token from the residual stream that enters its layer,
 * output 0 = skip, 1 = execute. It has no weights of its own: training and inference hold them.
 */
public interface Router {

    /** What it needs, fp32, in the order that both forms take it. */
    List<Weight> weights();

    /**
     * In plain operators: x (..., D), result (..., 2).
     *
     * @param eps of the model's norms
     */
    NDArray logits(NDArray x, List<NDArray> weights, double eps);

    /**
     * The same for the hot path, as a method {@code router_logits(self, x: Tensor, at: int, rs:
     * List[Tensor], eps: float) -> Tensor} whose weights are {@code rs[at]}, {@code rs[at + 1]},
     * ...
     */
    Script.Text script();

    /**
     * @param name unique in its router; checkpoints know it by this
     * @param start its values before training
     */
    record Weight(String name, Shape shape, Start start) {}

    /** First values, one after the other; all weights of a router draw from one stream. */
    @FunctionalInterface
    interface Start {

        DoubleSupplier from(RandomStream stream);

        /** As PyTorch starts Linear: uniform within ±1/√inputs. */
        static Start linear(int inputs) {
            double bound = 1 / Math.sqrt(inputs);
            return stream -> () -> bound * (2 * stream.uniform() - 1);
        }

        /** The same values whatever the seed. */
        static Start of(double... values) {
            return _ -> {
                PrimitiveIterator.OfDouble next = DoubleStream.of(values).iterator();
                return next::nextDouble;
            };
        }

        /** Ones, as a gain starts. */
        static Start ones() {
            return _ -> () -> 1;
        }

        static Start zeros() {
            return _ -> () -> 0;
        }

        /** A last bias by which 87 of 100 tokens execute at first: sigmoid(2.0 − 0.1). */
        static Start executing() {
            return of(0.1, 2.0);
        }
    }
}
