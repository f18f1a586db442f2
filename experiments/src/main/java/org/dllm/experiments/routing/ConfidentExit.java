package org.dllm.experiments.routing;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.OptionalDouble;
import org.dllm.experiments.tensor.Script;

/**
 * A token skips all layers after the first probed one whose prediction a classifier trusts. A probe
 * applies the last norm and the head to the hidden state and reads the probability of the likeliest
 * token and its distance to the second likeliest (AdaInfer). All probes share the classifier.
 *
 * @param probes the layers after which the head is applied, ascending; the last layer is none of
 *     them
 * @param threshold least probability of an exit, in (0, 1)
 * @param perSequence whether the last token of the prompt decides for its whole sequence
 * @param head floating-point operations of one row of logits
 */
public record ConfidentExit(
        ExitClassifier classifier,
        List<Integer> probes,
        double threshold,
        boolean perSequence,
        long head)
        implements Decider {

    public ConfidentExit {
        probes = List.copyOf(probes);
        if (probes.isEmpty()) {
            throw new IllegalArgumentException("an early exit needs a probed layer");
        }
        if (!(threshold > 0 && threshold < 1)) {
            throw new IllegalArgumentException(
                    "ConfidentExit.threshold must be between 0 and 1, but was " + threshold);
        }
    }

    /** The threshold as a difference of logits, exit minus continue. */
    private double margin() {
        return Math.log(threshold / (1 - threshold));
    }

    private boolean isProbe(int site) {
        return Site.isAttention(site) && probes.contains(Site.layer(site) - 1);
    }

    @Override
    public List<Router.Weight> weights() {
        return classifier.arrays();
    }

    /** A token decides after a layer, which is the attention of the next. */
    @Override
    public int weightsOf(int site) {
        return isProbe(site) ? Site.attention(probes.getFirst() + 1) : -1;
    }

    @Override
    public double[] settings() {
        return new double[] {margin()};
    }

    @Override
    public List<Script.Text> inference() {
        boolean linear = classifier.network().hidden() == 0;
        return List.of(
                Script.text(
                        ConfidentExit.class,
                        linear ? "exit_linear" : "exit_mlp",
                        "exit_score",
                        perSequence ? "early_exit_sequence" : "early_exit_token"));
    }

    @Override
    public OptionalDouble executesFrom() {
        return OptionalDouble.of(-margin());
    }

    /** Tokens do not exit in training: the classifier is fitted after it. */
    @Override
    public List<Script.Text> training() {
        throw new IllegalStateException("a model with early exits is trained without them");
    }

    @Override
    public Decision decide(Seen seen) {
        NDArray before = seen.state(); // (T), 1 for tokens that have exited
        NDArray exited = before == null ? seen.x().getManager().zeros(tokens(seen)) : before;
        if (isProbe(seen.site())) {
            exited = exited.maximum(exits(seen));
        }
        return new Decision(exited.eq(0), null, exited);
    }

    private static Shape tokens(Seen seen) {
        return new Shape(seen.x().getShape().get(0));
    }

    /** (T), 1 for tokens whose prediction is trusted. */
    private NDArray exits(Seen seen) {
        List<NDArray> of = seen.weights();
        NDArray z = features(seen).matMul(of.get(0)).add(of.get(1));
        if (of.size() > 2) {
            z = z.maximum(0).matMul(of.get(2)).add(of.get(3)); // (T, 2)
        }
        NDArray exits = z.get(":, 1").sub(z.get(":, 0")).gte(margin());
        exits = exits.toType(DataType.FLOAT32, false);
        if (!perSequence) {
            return exits;
        }
        int last = seen.surroundings().promptTokens() - 1;
        return exits.onesLike().mul(exits.getFloat(last));
    }

    /** (T, 2): probability of the likeliest token, distance to the second likeliest. */
    private static NDArray features(Seen seen) {
        Surroundings model = seen.surroundings();
        NDArray x = seen.x();
        NDArray meanSquare = x.square().mean(new int[] {-1}, true);
        NDArray h = x.div(meanSquare.add(model.eps()).sqrt()).mul(model.lastNorm());
        NDArray head = model.head().transpose();
        head.attach(x.getManager());
        NDArray best = h.matMul(head).softmax(-1).topK(2, -1, true, true).get(0);
        NDArray top = best.get(":, 0");
        return NDArrays.stack(new NDList(top, top.sub(best.get(":, 1"))), 1);
    }

    @Override
    public boolean oncePerSequence() {
        return perSequence;
    }

    @Override
    public boolean exits() {
        return true;
    }

    @Override
    public long flops(int site) {
        return isProbe(site) ? head + classifier.network().flops() : 0;
    }
}
