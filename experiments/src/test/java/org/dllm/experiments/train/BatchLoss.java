package org.dllm.experiments.train;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.dllm.experiments.data.EncodedExample;

/** The training loss of one batch at the end of a run, for comparisons of two computations. */
final class BatchLoss {

    private BatchLoss() {}

    static List<Sequence> sequences(int count) {
        var sequences = new ArrayList<Sequence>();
        for (EncodedExample example : Tiny.examples(count)) {
            sequences.add(new Sequence(sequences.size(), example.ids(), example.promptTokens()));
        }
        return sequences;
    }

    static DecoderLoss.Whole whole(DecoderLoss loss, List<Sequence> batch) {
        long targets = batch.stream().mapToLong(Sequence::targets).sum();
        return new DecoderLoss.Whole(
                0,
                targets,
                loss.budget(batch),
                Collections.nCopies(loss.losses().size(), 1.0),
                loss.schedules().stream().map(number -> number.value().at(1, 1)).toList());
    }

    static NDList results(
            TrainableWeights weights, List<Sequence> batch, boolean noise, NDManager manager) {
        var loss = new DecoderLoss(weights, Tiny.STREAMS, manager);
        return loss.of(batch, whole(loss, batch), noise, manager);
    }

    /** Results of the loss, and the sum of squares of each parameter's gradient. */
    static List<Float> lossAndGradients(
            TrainableWeights weights, List<Sequence> batch, boolean pack, NDManager manager) {
        var numbers = new ArrayList<Float>();
        var loss = new DecoderLoss(weights, Tiny.STREAMS, pack, manager);
        try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
            NDList results = loss.of(batch, whole(loss, batch), true, manager);
            results.forEach(result -> numbers.add(result.getFloat()));
            collector.backward(results.head());
        }
        for (Parameter parameter : weights.parameters()) {
            numbers.add(parameter.value().getGradient().square().sum().getFloat());
        }
        weights.clearGradients();
        return numbers;
    }
}
