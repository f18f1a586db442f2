package org.dllm.experiments.bench;

import java.util.List;
import org.dllm.experiments.eval.FlopsCount;
import org.dllm.experiments.eval.FlopsModel;
import org.dllm.experiments.eval.Reading;
import org.dllm.experiments.model.Generation;
import org.dllm.experiments.model.Trace;
import org.dllm.experiments.routing.Gate;
import org.dllm.experiments.routing.Site;

/**
 * The speed-up that the work left by skipping allows at most, if speed depended on it alone.
 *
 * @param costs of a token
 * @param gate decides for the sequences 0, 1, …
 */
record SkippedWork(FlopsModel costs, Gate gate) {

    double executedRate(Trace trace) {
        long executed = 0;
        for (int token = 0; token < trace.tokens(); token++) {
            for (int site = 0; site < trace.sites(); site++) {
                executed += trace.executed(token, site) ? 1 : 0;
            }
        }
        return (double) executed / trace.tokens() / trace.sites();
    }

    /** Operations of the dense model per operation of the method, with one row of logits. */
    double limitOfOperations(Trace trace) {
        var count = new FlopsCount(costs, gate);
        count.add(0, new Reading(new int[trace.tokens()], trace.tokens(), trace, 1));
        return 1 / count.all().allRatio();
    }

    /**
     * Weights that a decode step of the dense model reads per weight that the method reads, over
     * the answers of a batch with prompts of equal length. Each weight is read once per step, for
     * two operations per row. A probe of an early exit reads the head, unless all rows have exited.
     */
    double limitOfWeights(List<Generation> batch) {
        Trace first = batch.getFirst().trace();
        int steps = batch.getFirst().ids().length - 1;
        double read = 0;
        for (int token = first.tokens() - steps; token < first.tokens(); token++) {
            read += costs.head();
            var exited = new boolean[batch.size()];
            for (int site = 0; site < first.sites(); site++) {
                read += read(batch, token, site, exited);
            }
        }
        double dense = costs.head() + (double) first.layers() * costs.layer();
        return steps * dense / read;
    }

    private double read(List<Generation> batch, int token, int site, boolean[] exited) {
        boolean attention = Site.isAttention(site);
        boolean executed = false;
        boolean asked = false;
        for (int row = 0; row < batch.size(); row++) {
            Trace trace = batch.get(row).trace();
            boolean ran = trace.executed(token, site);
            boolean asks = gate.at(row, trace.position(token), site) == Gate.ASK;
            executed |= ran;
            asked |= asks && !exited[row];
            exited[row] |= asks && costs.exits() && !ran;
        }
        double all = attention ? costs.attention() : costs.feedForward();
        double skipped = attention ? costs.keyValue() : 0;
        return (executed ? all : skipped) + (asked ? costs.decision(site, false) : 0);
    }
}
