package org.dllm.experiments.eval;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.dllm.experiments.eval.FlopsCount.Operations;

/**
 * Operations of a task, see {@link FlopsCount}. Rows of logits are counted once per generated
 * token. Generated answers also have the ratios of prefill ({@code /prompt}) and decode ({@code
 * /answer}).
 *
 * <p>Ratios are relative to the dense model over the same tokens: {@code flops_ratio/layers}
 * without decisions, the paths of tokens that skip, and head, {@code flops_ratio/all} with all of
 * them, {@code flops_ratio/decisions} the decisions' part of it if the method has a decider.
 *
 * <p>{@code flops_ratio/paper} counts as the D-LLM paper does (NeurIPS 2024, Tables 1 and 2; its
 * ratios of Shortened-LLaMA and MoD can be derived in this way only): the weights of executed
 * layers, forced ones included, over prompt and answer. It also leaves out attention to the keys.
 * It equals {@link ExecutedRate} if whole layers are skipped. It differs if skipped tokens compute
 * their keys and values, which cost, and if the sites of a layer decide apart, which are weighted
 * by their operations.
 */
public record CountedFlops() implements Metric {

    private static final String LAYERS = "flops_ratio/layers";
    private static final String ALL = "flops_ratio/all";
    private static final String PAPER = "flops_ratio/paper";
    private static final String DECISIONS = "flops_ratio/decisions";

    @Override
    public List<Measure> measures() {
        return List.of(
                new Measure(LAYERS, "FLOPs of layers, share of dense", false),
                new Measure(ALL, "FLOPs, share of dense", false),
                new Measure(PAPER, "FLOPs as in papers, share of dense", false),
                new Measure(DECISIONS, "FLOPs of decisions, share of dense", false),
                new Measure("flops_per_token", "FLOPs per token", false));
    }

    @Override
    public List<Result> of(Evaluated task) {
        FlopsModel costs = task.model().costs();
        var count = new FlopsCount(costs, task.model().gate());
        var examples = new AtomicLong();
        task.forEach(answer -> {
            examples.incrementAndGet();
            answer.computed().forEach(reading -> count.add(answer.index(), reading));
        });
        Operations all = count.all();
        if (all.tokens() == 0) {
            return List.of();
        }
        long n = examples.get();
        var results = new ArrayList<Result>();
        results.add(new Result(LAYERS, all.layersRatio(), null, n));
        results.add(new Result(ALL, all.allRatio(), null, n));
        results.add(new Result(PAPER, all.paperRatio(), null, n));
        if (costs.decider().isPresent()) {
            results.add(new Result(DECISIONS, all.decisionsRatio(), null, n));
        }
        results.add(new Result("flops_per_token", all.all() / all.tokens(), null, n));
        if (task.task() instanceof Generate) {
            addPhase(results, "/prompt", count.prompt(), n);
            addPhase(results, "/answer", count.answer(), n);
        }
        return results;
    }

    private static void addPhase(List<Result> results, String phase, Operations of, long n) {
        if (of.tokens() > 0) {
            results.add(new Result(LAYERS + phase, of.layersRatio(), null, n));
            results.add(new Result(ALL + phase, of.allRatio(), null, n));
            results.add(new Result(PAPER + phase, of.paperRatio(), null, n));
        }
    }
}
