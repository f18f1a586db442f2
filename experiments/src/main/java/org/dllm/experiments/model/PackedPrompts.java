package org.dllm.experiments.model;

import java.util.List;
import java.util.stream.IntStream;
import org.dllm.experiments.routing.Gate;
import org.dllm.experiments.routing.Site;

/** The prompts of a batch concatenated, without padding. */
final class PackedPrompts {

    private final List<Prompt> prompts;
    private final long[] ids;
    private final long[] rows;
    private final long[] positions;
    private final long[] starts;
    private final long[] promptTokens;
    private final long[] branches;
    private final int longest;

    PackedPrompts(List<Prompt> prompts) {
        this.prompts = prompts;
        int tokens = prompts.stream().mapToInt(p -> p.ids().length).sum();
        ids = new long[tokens];
        rows = new long[tokens];
        positions = new long[tokens];
        starts = new long[prompts.size()];
        promptTokens = prompts.stream().mapToLong(Prompt::promptTokens).toArray();
        boolean branched = prompts.stream().anyMatch(p -> p.branches().within(p.ids().length));
        branches = new long[branched ? tokens : 0];
        int at = 0;
        int last = 0;
        for (int row = 0; row < prompts.size(); row++) {
            starts[row] = at;
            Prompt prompt = prompts.get(row);
            for (int p = 0; p < prompt.ids().length; p++, at++) {
                ids[at] = prompt.ids()[p];
                rows[at] = row;
                positions[at] = prompt.branches().position(p);
                last = Math.max(last, (int) positions[at]);
                if (branched) {
                    branches[at] = prompt.branches().of(p);
                }
            }
        }
        longest = last + 1;
    }

    /** The gate's decisions. */
    Given given(Gate gate, int layers) {
        return new Given(
                layers,
                ids.length,
                (site, n) ->
                        gate.at(prompts.get((int) rows[n]).sequence(), (int) positions[n], site));
    }

    /** Splits flags (2 L, N) into one trace per prompt. */
    List<Trace> traces(byte[] executed, int layers, boolean evict) {
        return IntStream.range(0, prompts.size())
                .mapToObj(row -> trace(row, executed, layers, evict))
                .toList();
    }

    private Trace trace(int row, byte[] executed, int layers, boolean evict) {
        var trace = new Trace(layers, evict, prompts.get(row).branches());
        var ran = new boolean[Site.count(layers)];
        for (int p = 0; p < prompts.get(row).ids().length; p++) {
            for (int site = 0; site < ran.length; site++) {
                ran[site] = executed[site * ids.length + (int) starts[row] + p] != 0;
            }
            trace.add(ran);
        }
        return trace;
    }

    /** Packed index of each prompt's last token. */
    long[] ends() {
        var ends = new long[starts.length];
        for (int row = 0; row < ends.length; row++) {
            ends[row] = starts[row] + prompts.get(row).ids().length - 1;
        }
        return ends;
    }

    int tokens() {
        return ids.length;
    }

    /** Number of positions of the longest text in the batch. */
    int longest() {
        return longest;
    }

    long[] ids() {
        return ids;
    }

    long[] rows() {
        return rows;
    }

    long[] positions() {
        return positions;
    }

    long[] starts() {
        return starts;
    }

    /** Number of prompt tokens of each sequence. */
    long[] promptTokens() {
        return promptTokens;
    }

    /** Branch of each token, 0 for a shared beginning; empty if no prompt has branches. */
    long[] branches() {
        return branches;
    }
}
