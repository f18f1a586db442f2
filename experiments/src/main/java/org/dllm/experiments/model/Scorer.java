package org.dllm.experiments.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dllm.experiments.routing.Gate;

/** Computes the likelihood of given texts, with the same real skipping as generation. */
public final class Scorer {

    private final Decoder decoder;

    public Scorer(Decoder decoder) {
        this.decoder = decoder;
    }

    /** Scores all sequences in one call. */
    public List<Score> score(List<Prompt> sequences, Gate gate) {
        if (sequences.isEmpty()) {
            return List.of();
        }
        var packed = new PackedPrompts(sequences);
        try (NDManager scope = decoder.manager().newSubManager()) {
            var prefilled = decoder.prefill(packed, gate, 0, scope);
            var traces =
                    packed.traces(
                            prefilled.executed(), decoder.config().layers(), decoder.evicts());
            int targets = packed.tokens() - sequences.size();
            float[] nll = new float[0];
            if (targets > 0) {
                var at = new long[targets];
                var labels = new long[targets];
                fill(packed, at, labels);
                NDArray each = scope.create(labels, new Shape(targets, 1));
                nll =
                        decoder.likelihoods(prefilled.x(), scope.create(at), each)
                                .logP()
                                .neg()
                                .toFloatArray();
            }
            var scores = new ArrayList<Score>();
            int from = 0;
            for (int row = 0; row < sequences.size(); row++) {
                int to = from + sequences.get(row).ids().length - 1;
                scores.add(new Score(Arrays.copyOfRange(nll, from, to), traces.get(row)));
                from = to;
            }
            return scores;
        }
    }

    /** Every token except the last of its sequence predicts the next token. */
    private static void fill(PackedPrompts packed, long[] at, long[] labels) {
        int target = 0;
        for (int n = 0; n + 1 < packed.tokens(); n++) {
            if (packed.rows()[n] == packed.rows()[n + 1]) {
                at[target] = n;
                labels[target] = packed.ids()[n + 1];
                target++;
            }
        }
    }
}
