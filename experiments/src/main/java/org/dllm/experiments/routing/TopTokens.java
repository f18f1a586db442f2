package org.dllm.experiments.routing;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.dllm.experiments.routing.Router.Start;
import org.dllm.experiments.routing.Router.Weight;
import org.dllm.experiments.tensor.Script;

/**
 * In training, the tokens with the highest scores of their sequence execute a site. Inference reads
 * tokens one after another, so a predictor of this decision decides: a token executes if the
 * predictor's probability is more than ½ (Mixture-of-Depths).
 *
 * @param width of a token
 * @param sigmoid whether outputs are multiplied by the sigmoid of the score of the normed stream,
 *     which starts near 1; otherwise by the score of the raw stream itself
 * @param network whether the predictor is a small network, whose gradient does not reach the
 *     stream; otherwise the score is the predictor's logit
 * @param capacity share of the tokens that execute in training
 * @param predictorWeight weight of the predictor's loss
 */
public record TopTokens(
        int width,
        boolean sigmoid,
        boolean network,
        Decider.Weighting capacity,
        double predictorWeight)
        implements Decider {

    /** Width of the predictor's hidden layer. */
    private static final int HIDDEN = 64;

    /** Initial bias of a score whose sigmoid is a factor: sigmoid(4) = 0.98. */
    private static final double NEAR_ONE = 4;

    @Override
    public List<Weight> weights() {
        Start bias = sigmoid ? Start.of(NEAR_ONE) : Start.zeros();
        var weights = new ArrayList<Weight>();
        weights.add(new Weight("out", new Shape(width, 1), Start.linear(width)));
        weights.add(new Weight("out_bias", new Shape(1), bias));
        if (network) {
            Shape first = new Shape(width, HIDDEN);
            weights.add(new Weight("predictor_in", first, Start.linear(width)));
            weights.add(new Weight("predictor_in_bias", new Shape(HIDDEN), Start.linear(width)));
            weights.add(new Weight("predictor", new Shape(HIDDEN, 1), Start.linear(HIDDEN)));
            weights.add(new Weight("predictor_bias", new Shape(1), bias));
        }
        return weights;
    }

    @Override
    public double[] settings() {
        return new double[] {sigmoid ? 1 : 0};
    }

    @Override
    public List<Scheduled> schedules() {
        return List.of(new Scheduled("capacity", capacity));
    }

    @Override
    public List<Script.Text> inference() {
        return List.of(score(), Script.text(TopTokens.class, "top_tokens"));
    }

    @Override
    public OptionalDouble executesFrom() {
        return OptionalDouble.of(0);
    }

    @Override
    public List<Script.Text> training() {
        return List.of(score(), Script.text(TopTokens.class, "top_tokens_training"));
    }

    private Script.Text score() {
        String predictor = network ? "predictor_network" : "predictor_score";
        return Script.text(TopTokens.class, "token_score", predictor);
    }

    @Override
    public Decision decide(Seen seen) {
        List<NDArray> of = seen.weights();
        NDArray x = seen.x(); // (T, D)
        NDArray meanSquare = x.square().mean(new int[] {-1}, true); // (T, 1)
        NDArray h = x.div(meanSquare.add(seen.surroundings().eps()).sqrt());
        NDArray score = (sigmoid ? h : x).matMul(of.get(0)).squeeze(-1).add(of.get(1)); // (T)
        NDArray logit = score;
        if (network) {
            NDArray in = h.matMul(of.get(2)).add(of.get(3)); // (T, HIDDEN)
            logit = in.mul(sigmoid(in)).matMul(of.get(4)).squeeze(-1).add(of.get(5));
        }
        return new Decision(logit.gt(0), sigmoid ? sigmoid(score) : score, null);
    }

    private static NDArray sigmoid(NDArray z) {
        return z.neg().exp().add(1).pow(-1);
    }

    @Override
    public List<Loss> losses() {
        return List.of(new Loss("predictor_loss", "predictor_weight", (_, _) -> predictorWeight));
    }

    @Override
    public long flops(int site) {
        return 2L * width + (network ? 2L * HIDDEN * (width + 1) : 0);
    }
}
