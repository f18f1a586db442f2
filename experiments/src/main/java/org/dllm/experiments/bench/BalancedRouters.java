package org.dllm.experiments.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dllm.experiments.method.Method;
import org.dllm.experiments.model.Decoder;
import org.dllm.experiments.model.Generation;
import org.dllm.experiments.model.LlamaConfig;
import org.dllm.experiments.model.LlamaWeights;
import org.dllm.experiments.model.Precision;
import org.dllm.experiments.model.Trace;
import org.dllm.experiments.random.RandomStreams;
import org.dllm.experiments.routing.Decider;
import org.dllm.experiments.routing.Gate;
import org.dllm.experiments.routing.Routers;
import org.dllm.experiments.routing.SiteMode;
import org.dllm.experiments.train.Recipe;
import org.dllm.experiments.train.TrainedRouters;

/**
 * Routers with random weights, or a fitted classifier, whose last bias is moved until a given share
 * of their decisions is to execute. So tokens differ in what they execute, as in a trained model,
 * and the amount of work is known.
 */
final class BalancedRouters {

    private static final int TOKENS = 64;
    private static final int HALVINGS = 30;
    private static final double LARGEST = 4096;

    /** Distance from the asked share at which the search ends. */
    private static final double CLOSE = 1.0 / TOKENS;

    private final LlamaConfig config;
    private final Method method;
    private final Decoder decoder;
    private final Gate gate;
    private final double asked;

    private BalancedRouters(
            LlamaConfig config, Method method, Decoder decoder, Gate gate, double asked) {
        this.config = config;
        this.method = method;
        this.decoder = decoder;
        this.gate = gate;
        this.asked = asked;
    }

    /** A decoder with such routers. */
    static Decoder decoder(
            LlamaWeights weights, Method method, Gate gate, double asked, NDManager manager) {
        LlamaConfig config = weights.config();
        var recipe = new Recipe(config, method, null, Precision.FP32.label());
        var routers = new TrainedRouters(recipe, new RandomStreams(0), manager).forInference();
        var decoder = new Decoder(weights, routers, method.kvPolicy());
        routers.ifPresent(
                of -> new BalancedRouters(config, method, decoder, gate, asked).balance(of));
        return decoder;
    }

    /** Sets the biases in the order of the layers: a decision depends on those before it. */
    private void balance(Routers routers) {
        sitesByOwner(routers.decider())
                .forEach((owner, sites) -> {
                    NDArray bias = routers.of(owner).getLast();
                    bias.setRequiresGradient(false);
                    // the last logit of a router is that of executing, of a classifier of exiting
                    double sign = routers.decider().exits() ? -1 : 1;
                    double low = -LARGEST;
                    double high = LARGEST;
                    double distance = 1;
                    for (int i = 0; i < HALVINGS && Math.abs(distance) > CLOSE; i++) {
                        double middle = (low + high) / 2;
                        moveTo(bias, sign * middle);
                        distance = executed(sites) - asked;
                        if (distance < 0) {
                            low = middle;
                        } else {
                            high = middle;
                        }
                    }
                });
    }

    /** Changes the last number in place, because the decoder has its own handle on the array. */
    private static void moveTo(NDArray bias, double value) {
        float[] difference = new float[(int) bias.size()];
        int last = difference.length - 1;
        difference[last] = (float) (value - bias.toFloatArray()[last]);
        try (NDArray added = bias.getManager().create(difference)) {
            bias.addi(added);
        }
    }

    /** A decision without weights follows from those before it, so it belongs to their owner. */
    private Map<Integer, List<Integer>> sitesByOwner(Decider decider) {
        var sites = new TreeMap<Integer, List<Integer>>();
        List<SiteMode> modes = method.modes(config.layers());
        int owner = -1;
        for (int site = 0; site < modes.size(); site++) {
            if (modes.get(site) == SiteMode.ASK) {
                owner = decider.weightsOf(site) < 0 ? owner : decider.weightsOf(site);
                if (owner >= 0) {
                    sites.computeIfAbsent(owner, _ -> new ArrayList<>()).add(site);
                }
            }
        }
        return sites;
    }

    private double executed(List<Integer> sites) {
        Generation read = new GenerationSpeed(decoder, gate).generate(1, TOKENS, 1).getFirst();
        Trace trace = read.trace();
        long executed = 0;
        long all = 0;
        for (int token = 0; token < trace.tokens(); token++) {
            for (int site : sites) {
                if (gate.at(0, trace.position(token), site) == Gate.ASK) {
                    executed += trace.executed(token, site) ? 1 : 0;
                    all++;
                }
            }
        }
        return (double) executed / all;
    }
}
