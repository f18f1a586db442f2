package org.dllm.experiments.method;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.dllm.experiments.random.RandomStream;
import org.dllm.experiments.random.RandomStreams;
import org.dllm.experiments.routing.ExitClassifier;

/**
 * Fits the classifier of early exits by Adam, in double precision and on one thread, so that a
 * rerun gives the same bits.
 */
final class ExitTraining {

    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private static final double EPS = 1e-8;

    private final ExitSamples samples;
    private final ExitClassifier.Network network;
    private final double[] weights;
    private final double[] gradient;
    private final double[] hidden;

    private ExitTraining(
            ExitSamples samples, ExitClassifier.Network network, RandomStreams streams) {
        this.samples = samples;
        this.network = network;
        weights = start(network, streams.stream("init exit classifier"));
        gradient = new double[weights.length];
        hidden = new double[network.hidden()];
    }

    /** Fits a network. The run's streams give the first weights and the order of the samples. */
    static ExitClassifier fit(
            ExitSamples samples,
            ExitClassifier.Network network,
            FitSpec spec,
            RandomStreams streams) {
        var training = new ExitTraining(samples, network, streams);
        training.run(spec, streams);
        var weights = new float[training.weights.length];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) training.weights[i];
        }
        return new ExitClassifier(network, weights);
    }

    /** PyTorch's initialisation of Linear: uniform within ±1/√inputs. */
    private static double[] start(ExitClassifier.Network network, RandomStream stream) {
        int first = network.hidden() * (ExitClassifier.FEATURES + 1);
        return IntStream.range(0, network.size())
                .mapToDouble(i -> {
                    boolean fromHidden = first > 0 && i >= first;
                    int inputs = fromHidden ? network.hidden() : ExitClassifier.FEATURES;
                    return (2 * stream.uniform() - 1) / Math.sqrt(inputs);
                })
                .toArray();
    }

    private void run(FitSpec spec, RandomStreams streams) {
        var first = new double[weights.length];
        var second = new double[weights.length];
        int[] order = IntStream.range(0, samples.size()).toArray();
        double decay1 = 1;
        double decay2 = 1;
        for (int epoch = 0; epoch < spec.epochs(); epoch++) {
            streams.stream("shuffle exit samples", epoch).shuffle(order);
            for (int from = 0; from < order.length; from += spec.batch()) {
                int to = Math.min(order.length, from + spec.batch());
                Arrays.fill(gradient, 0);
                for (int i = from; i < to; i++) {
                    addGradient(order[i], 1.0 / (to - from));
                }
                decay1 *= BETA1;
                decay2 *= BETA2;
                for (int w = 0; w < weights.length; w++) {
                    first[w] += (1 - BETA1) * (gradient[w] - first[w]);
                    second[w] += (1 - BETA2) * (gradient[w] * gradient[w] - second[w]);
                    double step = first[w] / (1 - decay1);
                    weights[w] -= spec.lr() * step / (Math.sqrt(second[w] / (1 - decay2)) + EPS);
                }
            }
        }
    }

    /** Adds the gradient of one sample's cross-entropy. */
    private void addGradient(int sample, double scale) {
        double top = samples.top()[sample];
        double gap = samples.gap()[sample];
        int h = network.hidden();
        double logit = logit(top, gap);
        double error =
                scale * (1 / (1 + StrictMath.exp(-logit)) - (samples.agrees()[sample] ? 1 : 0));
        if (h == 0) {
            addOuter(0, 0, top, error);
            addOuter(0, 1, gap, error);
        }
        int out = 3 * h;
        for (int j = 0; j < h; j++) {
            if (hidden[j] > 0) {
                double back = error * (weights[out + 2 * j + 1] - weights[out + 2 * j]);
                gradient[j] += back * top;
                gradient[h + j] += back * gap;
                gradient[2 * h + j] += back;
                addOuter(out, j, hidden[j], error);
            }
        }
        addOuter(weights.length - 2, 0, 1, error);
    }

    /**
     * Adds to the two outgoing weights of an input. The logit of skipping has the opposite sign.
     */
    private void addOuter(int at, int input, double value, double error) {
        gradient[at + 2 * input] -= error * value;
        gradient[at + 2 * input + 1] += error * value;
    }

    /** The difference of the logits, exit minus continue. Fills {@link #hidden}. */
    private double logit(double top, double gap) {
        int h = network.hidden();
        int bias = weights.length - 2;
        double logit = weights[bias + 1] - weights[bias];
        if (h == 0) {
            return logit + top * (weights[1] - weights[0]) + gap * (weights[3] - weights[2]);
        }
        for (int j = 0; j < h; j++) {
            double in = top * weights[j] + gap * weights[h + j] + weights[2 * h + j];
            hidden[j] = Math.max(0, in);
            logit += hidden[j] * (weights[3 * h + 2 * j + 1] - weights[3 * h + 2 * j]);
        }
        return logit;
    }

    /** Share of the samples that a classifier labels correctly at a probability of 1/2. */
    static double accuracy(ExitClassifier classifier, ExitSamples samples) {
        var training = new ExitTraining(samples, classifier.network(), new RandomStreams(0));
        for (int i = 0; i < training.weights.length; i++) {
            training.weights[i] = classifier.weights()[i];
        }
        long right =
                IntStream.range(0, samples.size())
                        .filter(i -> {
                            double logit = training.logit(samples.top()[i], samples.gap()[i]);
                            return logit >= 0 == samples.agrees()[i];
                        })
                        .count();
        return (double) right / samples.size();
    }
}
