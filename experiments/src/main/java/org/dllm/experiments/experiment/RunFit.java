package org.dllm.experiments.experiment;

import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.dllm.experiments.data.EncodedExample;
import org.dllm.experiments.method.Dense;
import org.dllm.experiments.method.ExitSamples;
import org.dllm.experiments.method.HeldOutModel;
import org.dllm.experiments.method.Method;
import org.dllm.experiments.method.Resolution;
import org.dllm.experiments.model.Decoder;
import org.dllm.experiments.model.LayerPredictions;
import org.dllm.experiments.model.Prompt;
import org.dllm.experiments.random.RandomStreams;
import org.dllm.experiments.train.TrainableWeights;
import org.jspecify.annotations.Nullable;

/** The stage between training and evaluation: the method decides from held-out examples, once. */
final class RunFit {

    /** Sequences that are read together. */
    private static final int BATCH = 16;

    private final ExperimentSpec spec;
    private final Workspace workspace;
    private final HeldOut heldOut;
    private final Resolution calibrated;
    private final RandomStreams streams;
    private @Nullable Resolution fitted;

    /**
     * @param calibrated what was decided before training
     */
    RunFit(
            ExperimentSpec spec,
            Workspace workspace,
            HeldOut heldOut,
            Resolution calibrated,
            RandomStreams streams) {
        this.spec = spec;
        this.workspace = workspace;
        this.heldOut = heldOut;
        this.calibrated = calibrated;
        this.streams = streams;
        fitted =
                heldOut.examples().isEmpty()
                        ? calibrated
                        : ResolutionFile.in(workspace.folder(), ResolutionFile.FITTED, spec)
                                .orElse(null);
    }

    boolean isDone() {
        return fitted != null;
    }

    /** Everything that is decided so far. */
    Resolution resolution() {
        return fitted == null ? calibrated : fitted;
    }

    /** The method to evaluate. */
    Method method() {
        return spec.method()
                .fitted(
                        Optional.ofNullable(fitted)
                                .orElseThrow(() ->
                                        new IllegalStateException(
                                                "cannot evaluate: %s must be fitted first"
                                                        .formatted(spec.method().text().label()))));
    }

    /** Decides with the trained weights and stores the decision. */
    void run(BaseModel base, TrainableWeights weights, NDManager manager) {
        log("fits %s on %s".formatted(spec.method().text().label(), heldOut.source().text()));
        try (var model = new Measured(base, weights, manager)) {
            Resolution resolution = spec.method().fit(model, calibrated);
            ResolutionFile.of(spec, resolution).write(workspace.folder(), ResolutionFile.FITTED);
            fitted = resolution;
            log(resolution.text());
        }
    }

    private void log(String line) {
        workspace.events().accept(new RunEvent.Log("INFO", line));
    }

    /** Reads the held-out examples with the trained weights. */
    private final class Measured implements HeldOutModel, AutoCloseable {
        private final TrainedModel dense;

        private Measured(BaseModel base, TrainableWeights weights, NDManager manager) {
            dense = TrainedModel.of(base, weights, new Dense(), streams, manager);
        }

        @Override
        public int layers() {
            return dense.weights().config().layers();
        }

        @Override
        public ExitSamples exits(List<Integer> layers, boolean lastOfPrompt) {
            Decoder decoder = dense.evaluatedModel().decoder();
            var found = new Samples();
            int total = heldOut.examples().size();
            var rate = new MovingRate(workspace.clock().millis(), 0);
            for (int from = 0; from < total; from += BATCH) {
                int to = Math.min(total, from + BATCH);
                List<Prompt> sequences = sequences(from, to);
                int[] positions = lastOfPrompt ? lastOfPrompt(sequences) : all(sequences);
                LayerPredictions last =
                        LayerPredictions.after(layers() - 1, decoder, sequences).at(positions);
                for (int layer : layers) {
                    found.add(
                            LayerPredictions.after(layer, decoder, sequences).at(positions), last);
                }
                double perSecond = rate.at(workspace.clock().millis(), to);
                workspace.events().accept(new RunEvent.Progress("fit", to, total, perSecond));
            }
            return found.samples();
        }

        /** The last token of an example is only a target. */
        private List<Prompt> sequences(int from, int to) {
            return IntStream.range(from, to)
                    .mapToObj(i -> {
                        EncodedExample one = heldOut.examples().get(i);
                        int[] read = Arrays.copyOf(one.ids(), Math.max(1, one.ids().length - 1));
                        int prompt = Math.clamp(one.promptTokens(), 1, read.length);
                        return new Prompt(i, read, prompt);
                    })
                    .toList();
        }

        private static int[] all(List<Prompt> sequences) {
            return IntStream.range(0, sequences.stream().mapToInt(one -> one.ids().length).sum())
                    .toArray();
        }

        private static int[] lastOfPrompt(List<Prompt> sequences) {
            var positions = new int[sequences.size()];
            int start = 0;
            for (int i = 0; i < positions.length; i++) {
                positions[i] = start + sequences.get(i).promptTokens() - 1;
                start += sequences.get(i).ids().length;
            }
            return positions;
        }

        @Override
        public RandomStreams streams() {
            return streams;
        }

        @Override
        public Resolution.Source source() {
            return heldOut.source();
        }

        @Override
        public void close() {
            dense.close();
        }
    }

    /** Samples of all layers and batches. */
    private static final class Samples {

        private record Sample(float top, float gap, boolean agrees) {}

        private final List<Sample> samples = new ArrayList<>();

        void add(LayerPredictions early, LayerPredictions last) {
            for (int i = 0; i < early.best().length; i++) {
                boolean agrees = early.best()[i] == last.best()[i];
                samples.add(new Sample(early.top()[i], early.gap()[i], agrees));
            }
        }

        ExitSamples samples() {
            var top = new float[samples.size()];
            var gap = new float[top.length];
            var agrees = new boolean[top.length];
            for (int i = 0; i < top.length; i++) {
                top[i] = samples.get(i).top();
                gap[i] = samples.get(i).gap();
                agrees[i] = samples.get(i).agrees();
            }
            return new ExitSamples(top, gap, agrees);
        }
    }
}
