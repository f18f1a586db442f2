package org.dllm.experiments.routing;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.dllm.experiments.routing.Router.Start;
import org.dllm.experiments.routing.Router.Weight;
import org.dllm.experiments.tensor.Script;
import org.jspecify.annotations.Nullable;

/**
 * What is added to a token that a decider lets skip a site: {@code B A norm(x)}, where the norm has
 * no gain. B starts at 0, so the path starts as the identity. Its arrays follow those of the
 * decider's network at the same site.
 *
 * @param width of a token
 * @param rank width between the two matrices
 * @param first index of its first array among the arrays of a site
 * @param share share of a training's steps in which it alone trains, see {@link SkipPathSpec#share}
 */
public record SkipPath(int width, int rank, int first, double share) {

    /** Whether it trains first and alone, to predict what the layer adds. */
    public boolean forecasts() {
        return share > 0;
    }

    /** A (D, r) and B (r, D). */
    List<Weight> weights() {
        return List.of(
                new Weight("skip_in", new Shape(width, rank), Start.linear(width)),
                new Weight("skip_out", new Shape(rank, width), Start.zeros()));
    }

    /** Operations for one token. */
    public long flops() {
        return 4L * width * rank;
    }

    /**
     * Reference form in plain operators: x (T, D) → what is added (T, D).
     *
     * @param weights all arrays of the site
     */
    public NDArray of(NDArray x, List<NDArray> weights, double eps) {
        NDArray meanSquare = x.square().mean(new int[] {-1}, true); // (T, 1)
        NDArray h = x.div(meanSquare.add(eps).sqrt());
        return h.matMul(weights.get(first)).matMul(weights.get(first + 1));
    }

    /** The inference fragment; without a path it does nothing. */
    static List<Script.Text> inference(@Nullable SkipPath path) {
        return path == null
                ? List.of(Script.text(SkipPath.class, "no_skip_path"))
                : List.of(path.place(), Script.text(SkipPath.class, "skip_path"));
    }

    /** The training fragment; without a path it does nothing. */
    static List<Script.Text> training(@Nullable SkipPath path) {
        return path == null
                ? List.of(Script.text(SkipPath.class, "no_skip_path_training", "no_forecast"))
                : List.of(
                        path.place(),
                        Script.text(
                                SkipPath.class,
                                "skip_path_training",
                                path.forecasts() ? "forecast" : "no_forecast"));
    }

    private Script.Text place() {
        return new Script.Text(
                "skip path at " + first, "def skip_path(self) -> int:\n  return " + first + "\n");
    }
}
