package org.dllm.experiments.eval;

import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.dllm.experiments.model.Prompt;
import org.dllm.experiments.model.RouterDecisions;
import org.dllm.experiments.model.RouterDecisions.Decision;
import org.dllm.experiments.routing.Site;

/**
 * Whether routers decide at all, over the decisions about the set's own texts in the first {@value
 * #EXAMPLES} examples. Forced executions are no decisions. For d = logit of execute − logit of
 * skip:
 *
 * <ul>
 *   <li>{@code router/executed_rate}: share of decisions to execute, and of each layer {@code
 *       router/executed_rate/layer_03}.
 *   <li>{@code router/entropy}: mean binary entropy of p = σ(d) in bits, and of each layer.
 *   <li>{@code router/flip_rate}: expected share of decisions that change if the noise of D-LLM's
 *       training (equation 8) is added to the logits, and of each layer. The difference of two
 *       Gumbel variables is logistic, so a decision with threshold m flips with probability 1 −
 *       σ(|d − m|). Logits that grow until it is 0 are the collapse that QTALE (2026) describes.
 *       Routers that train without noise have this number for comparison.
 *   <li>{@code router/token_variance}: r (1 − r) of each router's executed rate r, mean of all
 *       routers: 0 if all tokens of a layer share one decision, 0.25 at most.
 *   <li>{@code router/constant_layers}: share of routers whose rate is below {@value #CONSTANT} or
 *       above 1 − {@value #CONSTANT}. A layer has two routers if its sites are decided separately.
 * </ul>
 *
 * Methods whose decisions have no logits have none of these.
 */
public record RouterHealth() implements Metric {

    /** Number of examples whose texts are read. */
    public static final int EXAMPLES = 32;

    /** A router is constant if it decides otherwise for fewer than this share of tokens. */
    public static final double CONSTANT = 0.01;

    private static final String RATE = "router/executed_rate";
    private static final String ENTROPY = "router/entropy";
    private static final String FLIPS = "router/flip_rate";
    private static final String VARIANCE = "router/token_variance";
    private static final String STATIC = "router/constant_layers";

    /** Beyond this difference of logits, entropy and flip probability are 0 in any precision. */
    private static final double CERTAIN = 700;

    @Override
    public List<Measure> measures() {
        return List.of(
                new Measure(RATE, "Executed rate of routers", false),
                new Measure(ENTROPY, "Decision entropy, bits", true),
                new Measure(FLIPS, "Decisions that noise flips", true),
                new Measure(VARIANCE, "Variance of decisions over tokens", true),
                new Measure(STATIC, "Constant layers", false));
    }

    @Override
    public List<Result> of(Evaluated task) {
        EvaluatedModel model = task.model();
        int batch = task.task().batch();
        var texts = new TreeMap<Integer, List<Prompt>>();
        task.forEach(answer -> {
            if (answer.index() < EXAMPLES) {
                List<Prompt> read =
                        answer.texts().stream().map(text -> prompt(answer, text)).toList();
                texts.put(answer.index(), read);
            }
        });
        List<Prompt> prompts = texts.values().stream().flatMap(List::stream).toList();
        var decisions = new ArrayList<Decision>();
        double threshold = 0;
        for (int from = 0; from < prompts.size(); from += batch) {
            List<Prompt> part = prompts.subList(from, Math.min(prompts.size(), from + batch));
            var found = RouterDecisions.of(model.decoder(), part, model.gate());
            if (found.isEmpty()) {
                return List.of();
            }
            decisions.addAll(found.get().all());
            threshold = found.get().executesFrom();
        }
        return results(decisions, threshold, texts.size());
    }

    private static Prompt prompt(Answer answer, Reading text) {
        return new Prompt(answer.index(), text.ids(), text.trace().branches(), text.promptTokens());
    }

    /**
     * The health of routers that made these decisions; empty if there are none.
     *
     * @param threshold the difference of logits from which a token executes
     * @param n number of examples
     */
    static List<Result> results(List<Decision> decisions, double threshold, long n) {
        if (decisions.isEmpty()) {
            return List.of();
        }
        var results = new ArrayList<Result>();
        Map<String, ToDoubleFunction<Decision>> means = new LinkedHashMap<>();
        means.put(RATE, decision -> decision.executed() ? 1 : 0);
        means.put(ENTROPY, decision -> entropy(decision.difference()));
        means.put(FLIPS, decision -> flips(decision.difference() - threshold));
        means.forEach((metric, number) -> {
            var all = new DoubleSummaryStatistics();
            var layers = new TreeMap<Integer, DoubleSummaryStatistics>();
            for (Decision decision : decisions) {
                double value = number.applyAsDouble(decision);
                all.accept(value);
                layers.computeIfAbsent(
                                Site.layer(decision.site()), _ -> new DoubleSummaryStatistics())
                        .accept(value);
            }
            results.add(new Result(metric, all.getAverage(), null, n));
            layers.forEach((layer, of) ->
                    results.add(
                            new Result(Result.ofLayer(metric, layer), of.getAverage(), null, n)));
        });
        var routers = new TreeMap<Integer, DoubleSummaryStatistics>();
        for (Decision decision : decisions) {
            routers.computeIfAbsent(decision.site(), _ -> new DoubleSummaryStatistics())
                    .accept(decision.executed() ? 1 : 0);
        }
        double variance = 0;
        int constant = 0;
        for (DoubleSummaryStatistics router : routers.values()) {
            double rate = router.getAverage();
            variance += rate * (1 - rate);
            constant += rate < CONSTANT || rate > 1 - CONSTANT ? 1 : 0;
        }
        results.add(new Result(VARIANCE, variance / routers.size(), null, n));
        results.add(new Result(STATIC, (double) constant / routers.size(), null, n));
        return results;
    }

    /** Binary entropy of σ(d) in bits: (ln(1 + e^−|d|) + |d| σ(−|d|)) / ln 2. */
    static double entropy(double d) {
        double a = Math.min(Math.abs(d), CERTAIN);
        return (Math.log1p(Math.exp(-a)) + a * flips(a)) / Math.log(2);
    }

    /** Probability that logistic noise changes the sign of d: 1 − σ(|d|). */
    static double flips(double d) {
        return 1 / (1 + Math.exp(Math.min(Math.abs(d), CERTAIN)));
    }
}
