package org.dllm.experiments.method;

import java.util.List;
import org.dllm.experiments.routing.DepthState;
import org.dllm.experiments.routing.Estimator;
import org.dllm.experiments.routing.Gumbel;
import org.dllm.experiments.routing.Normed;
import org.dllm.experiments.routing.Penalty;
import org.dllm.experiments.routing.Position;
import org.dllm.experiments.routing.Previous;
import org.dllm.experiments.routing.RateBudget;
import org.dllm.experiments.routing.Raw;
import org.dllm.experiments.routing.RouterInput;
import org.dllm.experiments.routing.RouterSpec;
import org.dllm.experiments.routing.Sigmoid;
import org.dllm.experiments.routing.SoftGate;
import org.dllm.experiments.routing.Temperature;
import org.dllm.experiments.routing.TokenLinear;
import org.dllm.experiments.routing.TokenMlp;

/** Options of D-LLM's routers, each at least once, and some pairs; one layer is kept. */
public final class RouterOptions {

    private static final KeepSpec KEEP = new KeepSpec(1, 2);
    private static final RouterSpec RAW = new TokenMlp(8);
    private static final RateBudget PLAIN = RateBudget.PLAIN;

    /** Combinations of all options. */
    public static final List<Dllm> ALL =
            List.of(
                    of(
                            "evict",
                            RAW,
                            "attention",
                            Gumbel.PLAIN,
                            budget("token", "oneSided", "layers")),
                    of("evict", RAW, "feedForward", new Sigmoid(0.4), PLAIN),
                    of("evict", RAW, "both", Gumbel.PLAIN, budget("token", "l2", "flops")),
                    of("copy", mlp(new Normed()), "both", new SoftGate(0.6), PLAIN),
                    of("compute", mlp(new Position()), "layer", new Sigmoid(0.5), PLAIN),
                    of(
                            "evict",
                            mlp(new Previous()),
                            "both",
                            new Gumbel(new Temperature(5, 1, "linear")),
                            budget("sequence", "l1", "layers")),
                    of(
                            "copy",
                            mlp(new DepthState(4)),
                            "layer",
                            new Gumbel(new Temperature(2, 0.5, "exponential")),
                            budget("batch", "l2", "layers")),
                    of(
                            "evict",
                            new TokenMlp(8, new Raw(), true),
                            "layer",
                            new SoftGate(0.5),
                            budget("sequence", "l1", "layers")),
                    of(
                            "compute",
                            new TokenLinear(new DepthState(3), true),
                            "both",
                            new SoftGate(0.5),
                            budget("batch", "l1", "flops")),
                    of(
                            "evict",
                            new TokenLinear(new Previous(), true),
                            "attention",
                            new Sigmoid(0.5),
                            budget("sequence", "l2", "flops")));

    private RouterOptions() {}

    private static RouterSpec mlp(RouterInput input) {
        return new TokenMlp(8, input, false);
    }

    private static RateBudget budget(String per, String norm, String weights) {
        return new RateBudget(per, norm, weights);
    }

    /**
     * Every combination has both penalties; the target is little above what always executes, so
     * that one-sided losses are not 0.
     */
    private static Dllm of(
            String kv, RouterSpec router, String site, Estimator estimator, RateBudget budget) {
        boolean free = site.equals("layer") || site.equals("both");
        double target = free ? 0.26 : budget.countsFlops() ? 0.9 : 0.64;
        return new Dllm(
                target,
                new AlphaSpec(1, "constant"),
                KEEP,
                kv,
                router,
                site,
                estimator,
                budget,
                new Penalty(1, 1),
                null,
                List.of(),
                null);
    }
}
