package org.dllm.experiments.routing;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.dllm.experiments.random.RandomStream;
import org.dllm.experiments.tensor.Script;
import org.jspecify.annotations.Nullable;

/**
 * Decides at the sites where the gate returns {@link Gate#ASK}. It has three forms of one function:
 * two script fragments that are compiled into the forward passes, and a reference in plain
 * operators. The forward passes gather tokens, call the fragment, and add {@code factor · f(x)}.
 *
 * <p>Common arguments of the fragments: {@code x}, the residual stream at the site; {@code site};
 * {@code at}, the index of the site's first array in {@code rs}, or -1; {@code ws}, where {@code
 * self.head_logits(x, ws, numbers[0])} are the model's logits of the next token; {@code numbers}:
 * eps of the norms, then {@link #settings}; {@code state}, one array per value that a token carries
 * from site to site, empty at first, where a token that has made no decision has zeros. A fragment
 * returns {@code [run]} or {@code [run, factor]}; without a factor and state they cost nothing.
 */
public interface Decider {

    /** The float32 arrays of one site, in the order that all forms expect. */
    List<Router.Weight> weights();

    /**
     * The site whose arrays decide at {@code site}: itself, another one if both share a network, or
     * -1 if the decision needs none.
     */
    default int weightsOf(int site) {
        return site;
    }

    /** What is added to tokens that skip a site; its arrays are the last ones of the site. */
    default Optional<SkipPath> skipPath() {
        return Optional.empty();
    }

    /** Numbers that the fragments read, after the norms' epsilon. */
    default double[] settings() {
        return new double[0];
    }

    /** Numbers that change over a run. The training fragment reads them after {@link #settings}. */
    default List<Scheduled> schedules() {
        return List.of();
    }

    /**
     * Defines {@code decide(self, x: Tensor, asked: Tensor, site: int, at: int, tokens:
     * List[Tensor], rs: List[Tensor], ws: List[Tensor], numbers: List[float], state: List[Tensor])
     * -> List[Tensor]}: x (n, D) → run (n) bool, factor (n). {@code tokens}: positions and
     * sequences (N) of the packed tokens and, in prefill, the prompt lengths of the sequences;
     * {@code asked} (n) are the indices of x in them. If decisions have logits, the fragment
     * returns {@code self.answered(answer, d)}, where d (n) is the difference of logits, execute
     * minus skip, and nan for tokens that make no decision at this site.
     */
    List<Script.Text> inference();

    /**
     * The difference of logits, execute minus skip, from which a token executes; empty if decisions
     * have no logits.
     */
    default OptionalDouble executesFrom() {
        return OptionalDouble.empty();
    }

    /**
     * Defines {@code decide(self, x: Tensor, asked: Tensor, site: int, at: int, tokens:
     * List[Tensor], noise: Tensor, rs: List[Tensor], ws: List[Tensor], numbers: List[float], state:
     * List[Tensor], terms: List[Tensor]) -> List[Tensor]}: x (B, T, D) → run (B, T), 0 or 1 with a
     * gradient, and factor (B, T). All tokens are computed; {@code asked} (B, T) bool marks those
     * whose decision counts. {@code tokens}: positions and sequences (B, T), -1 for padding, and
     * the prompt lengths. {@code noise} (B, T) or empty. {@code terms} collects what the losses
     * need.
     *
     * <p>Also defines {@code decision_losses(self, executed: Tensor, budget: Tensor, per: float,
     * tokens: List[Tensor], terms: List[Tensor], numbers: List[float]) -> List[Tensor]}: one number
     * for each of {@link #losses}; {@code executed} (B, T) is the executed share of all sites, see
     * {@link #attentionShare}, {@code budget} (B, T) has 1 for each token that counts, and {@code
     * per} is 1 / the number of these tokens in the whole batch, of which this may be a part.
     */
    List<Script.Text> training();

    /** The reference form of {@link #inference}, for one sequence. */
    Decision decide(Seen seen);

    /** Loss terms of this decider, in the order of {@code decision_losses}. */
    default List<Loss> losses() {
        return List.of();
    }

    /**
     * The attention's share of a layer in executed rates of training; the feed-forward block has
     * the rest.
     */
    default double attentionShare() {
        return 0.5;
    }

    /** Draws the noise of one decision in training; empty if decisions have none. */
    default Optional<ToDoubleFunction<RandomStream>> noise() {
        return Optional.empty();
    }

    /**
     * Whether a sequence has one decision per site, made from the prompt. Tokens after the prompt
     * then use the decision of the prompt's last token. Such a decider returns no factor.
     */
    default boolean oncePerSequence() {
        return false;
    }

    /**
     * Whether a token that skips a site also skips all later ones and is not asked again, so that
     * later decisions cost nothing.
     */
    default boolean exits() {
        return false;
    }

    /** Floating-point operations of one decision. */
    long flops(int site);

    /**
     * What a decision may depend on.
     *
     * @param x (T, D), the residual stream at the site
     * @param weights arrays of the site
     * @param state from the sites before; null at the first one
     */
    record Seen(
            NDArray x,
            int site,
            List<NDArray> weights,
            @Nullable NDArray state,
            Surroundings surroundings) {}

    /**
     * The sequence and the model of a decision.
     *
     * @param asked which tokens are asked
     * @param lastNorm gain (D) of the norm before the head
     * @param head (V, D)
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
    record Surroundings(
            boolean[] asked, int promptTokens, NDArray lastNorm, NDArray head, double eps) {}

    /**
     * @param run (T) bool; read for asked tokens only
     * @param factor (T), what the output of the site is multiplied by; null for 1
     * @param state for the next site; read for asked tokens only
     */
    record Decision(NDArray run, @Nullable NDArray factor, @Nullable NDArray state) {

        public Decision(NDArray run) {
            this(run, null, null);
        }
    }

    /**
     * A term of the training loss.
     *
     * @param name in metrics
     * @param weightName name of its weight in metrics
     */
    record Loss(String name, String weightName, Weighting weight) {}

    /**
     * A number that changes over a run.
     *
     * @param name in metrics
     */
    record Scheduled(String name, Weighting value) {}

    /** The weight of a loss term, or another number, over a run. */
    @FunctionalInterface
    interface Weighting {

        /**
         * @param step from 0
         * @param steps number of steps of the run
         */
        double at(long step, long steps);
    }

    /**
     * The weight of a loss term that follows the executed rate of the steps so far. {@link #at} is
     * the weight of the first step; checkpoints contain the weight of the next one.
     */
    interface Controller extends Weighting {

        /**
         * The weight of the next step.
         *
         * @param weight of this step
         * @param executedRate measured in this step's batch
         */
        double next(double weight, double executedRate);
    }
}
