package org.dllm.platform.table;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.dllm.platform.run.RunId;

/**
 * Differences between a system and the baseline, one per example: the mean over the seeds of both
 * of score minus baseline's score.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record PairedScores(double[] differences) {

    /**
     * @param pairs a run of the system and the run of the baseline with the same seed
     * @param scores by run and example
     * @return empty if no example was scored in all runs
     */
    static Optional<PairedScores> of(
            List<List<RunId>> pairs, Map<RunId, Map<Integer, Double>> scores) {
        if (pairs.isEmpty()) {
            return Optional.empty();
        }
        var examples = new TreeSet<>(scores(scores, pairs.getFirst().getFirst()).keySet());
        pairs.forEach(
                pair -> pair.forEach(run -> examples.retainAll(scores(scores, run).keySet())));
        double[] differences =
                examples.stream()
                        .mapToDouble(example ->
                                pairs.stream()
                                        .mapToDouble(pair -> difference(scores, pair, example))
                                        .average()
                                        .orElseThrow())
                        .toArray();
        return differences.length == 0
                ? Optional.empty()
                : Optional.of(new PairedScores(differences));
    }

    private static Map<Integer, Double> scores(Map<RunId, Map<Integer, Double>> scores, RunId run) {
        return scores.getOrDefault(run, Map.of());
    }

    private static double difference(
            Map<RunId, Map<Integer, Double>> scores, List<RunId> pair, int example) {
        return scores(scores, pair.getFirst()).getOrDefault(example, Double.NaN)
                - scores(scores, pair.getLast()).getOrDefault(example, Double.NaN);
    }

    double p() {
        return PairedTest.p(differences);
    }

    Cell.Test test(double adjusted, boolean higherIsBetter) {
        double sum = Arrays.stream(differences).sum();
        return new Cell.Test(differences.length, p(), adjusted, higherIsBetter ? sum > 0 : sum < 0);
    }
}
