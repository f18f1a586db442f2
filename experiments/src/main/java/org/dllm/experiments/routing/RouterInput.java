package org.dllm.experiments.routing;

import ai.djl.ndarray.NDArray;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import org.dllm.experiments.tensor.Script;
import org.jspecify.annotations.Nullable;

/**
 * What a router's network sees of a token. To add an input, write a record and its script, and add
 * the record to {@code permits}.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "type")
public sealed interface RouterInput permits Raw, Normed, Position, Previous, DepthState {

    /** Number of values per token of this width. */
    int width(int token);

    /** Whether values are about 1 in size at every depth. */
    default boolean bounded() {
        return true;
    }

    /** Arrays of the input; they precede those of the network. */
    default List<Router.Weight> weights(int token) {
        return List.of();
    }

    /** Floating-point operations of the input of one decision. */
    default long flops(int token) {
        return 0;
    }

    /**
     * Reference form, for the tokens of one sequence.
     *
     * @param weights arrays of the input
     */
    Features features(Decider.Seen seen, List<NDArray> weights);

    /** What a token carries to its next decision, given its decision {@code run} (T) bool. */
    default @Nullable NDArray remembered(NDArray run, Features features) {
        return features.state();
    }

    /**
     * Defines {@code input_arrays(self) -> int}, the number of {@link #weights}; {@code
     * router_input(self, x: Tensor, asked: Tensor, tokens: List[Tensor], at: int, rs: List[Tensor],
     * eps: float, state: List[Tensor]) -> Tensor} with the arguments of a {@link Decider}'s
     * fragments: x (..., D) → (..., {@link #width}); and {@code remembered(self, answer:
     * List[Tensor], state: List[Tensor]) -> List[Tensor]}, which returns its answer and may store
     * the decision in {@code state}.
     */
    Script.Text script();

    /**
     * @param values (T, {@link RouterInput#width})
     * @param state carried by the tokens, or null
     */
    record Features(NDArray values, @Nullable NDArray state) {}

    /** x (T, D) divided by the root mean square of each token. */
    static NDArray normed(Decider.Seen seen) {
        NDArray x = seen.x();
        NDArray meanSquare = x.square().mean(new int[] {-1}, true); // (T, 1)
        return x.div(meanSquare.add(seen.surroundings().eps()).sqrt());
    }
}
