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
 * A router's network: two logits per token (0 = skip, 1 = execute) from what it sees of the token,
 * its {@link RouterInput}. Weights are passed in; training and inference hold them.
 */
public interface Router {

    /** The float32 weights, in the order that both forms expect. */
    List<Weight> weights();

    /**
     * Reference form in plain operators: inputs x (..., D), result (..., 2).
     *
     * @param eps epsilon of the model's norms
     */
    NDArray logits(NDArray x, List<NDArray> weights, double eps);

    /**
     * Fast form, a TorchScript method {@code router_logits(self, x: Tensor, at: int, rs:
     * List[Tensor], eps: float) -> Tensor} whose weights are {@code rs[at]}, {@code rs[at + 1]},
     * ...
     */
    Script.Text script();

    /** Floating-point operations of the logits of one token. */
    long flops();

    /**
     * @param name unique in its router; used in checkpoints
     * @param start initial values
     */
    record Weight(String name, Shape shape, Start start) {}

    /** Initial values in row-major order; all weights of a router draw from one random stream. */
    @FunctionalInterface
    interface Start {

        DoubleSupplier from(RandomStream stream);

        /** PyTorch's initialisation of Linear: uniform within ±1/√inputs. */
        static Start linear(int inputs) {
            double bound = 1 / Math.sqrt(inputs);
            return stream -> () -> bound * (2 * stream.uniform() - 1);
        }

        /** Fixed values. */
        static Start of(double... values) {
            return _ -> {
                PrimitiveIterator.OfDouble next = DoubleStream.of(values).iterator();
                return next::nextDouble;
            };
        }

        /** Ones, for gains. */
        static Start ones() {
            return _ -> () -> 1;
        }

        static Start zeros() {
            return _ -> () -> 0;
        }

        /** Initial output bias with which 87 % of tokens execute: sigmoid(2.0 − 0.1). */
        static Start executing() {
            return of(0.1, 2.0);
        }
    }
}
