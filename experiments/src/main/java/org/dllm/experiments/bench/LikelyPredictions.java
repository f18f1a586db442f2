package org.dllm.experiments.bench;

import java.util.List;
import java.util.stream.IntStream;
import org.dllm.experiments.method.ExitSamples;
import org.dllm.experiments.method.HeldOutModel;
import org.dllm.experiments.method.Resolution;
import org.dllm.experiments.random.RandomStreams;

/**
 * Samples of no model: a prediction is right if its probability is above 1/2. A classifier that is
 * fitted on them trusts a prediction the more the likelier it is, so its bias alone sets how many
 * tokens exit.
 */
record LikelyPredictions(int layers) implements HeldOutModel {

    private static final int SAMPLES = 1024;

    @Override
    public ExitSamples exits(List<Integer> probes, boolean lastOfPrompt) {
        var top = new float[SAMPLES];
        var gap = new float[SAMPLES];
        var agrees = new boolean[SAMPLES];
        IntStream.range(0, SAMPLES)
                .forEach(i -> {
                    top[i] = (i + 0.5f) / SAMPLES;
                    gap[i] = top[i];
                    agrees[i] = top[i] > 0.5f;
                });
        return new ExitSamples(top, gap, agrees);
    }

    @Override
    public RandomStreams streams() {
        return new RandomStreams(0);
    }

    @Override
    public Resolution.Source source() {
        return new Resolution.Source("evenly spaced probabilities", "none");
    }
}
