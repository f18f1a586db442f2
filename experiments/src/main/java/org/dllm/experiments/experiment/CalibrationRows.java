package org.dllm.experiments.experiment;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.dllm.experiments.data.DataShare;
import org.dllm.experiments.method.CalibrationSpec;
import org.dllm.experiments.method.Resolution;
import org.dllm.experiments.random.RandomStreams;
import org.dllm.experiments.spec.SpecException;

/**
 * The calibration text of a method as token ids.
 *
 * @param source its description and hash
 */
record CalibrationRows(List<int[]> rows, Resolution.Source source) {

    /**
     * Draws the rows.
     *
     * @throws SpecException rows are longer than the model's context, or too few examples are as
     *     long as a row
     */
    static CalibrationRows draw(CalibrationSpec spec, TokenCache cache, int context) {
        if (spec.tokens() > context) {
            throw SpecException.of(
                    "method.calibration.tokens",
                    "at most the model's context of " + context,
                    Integer.toString(spec.tokens()));
        }
        var share = new DataShare(spec.set(), spec.split(), 1, spec.tokens(), 1, "harness");
        TokenFile all = cache.get(share, _ -> {});
        // the end token is no text
        int[] longEnough =
                IntStream.range(0, all.size()).filter(i -> all.length(i) > spec.tokens()).toArray();
        String name = spec.set().label() + "/" + spec.split();
        if (longEnough.length < spec.rows()) {
            int longest = IntStream.range(0, all.size()).map(all::length).max().orElse(1) - 1;
            throw SpecException.of(
                    "method.calibration",
                    "%d examples of at least %d tokens in %s"
                            .formatted(spec.rows(), spec.tokens(), name),
                    "%d; the longest of all %d has %d tokens; set fewer rows or tokens"
                            .formatted(longEnough.length, all.size(), longest));
        }
        var draws = new RandomStreams(spec.seed()).stream("calibration");
        draws.shuffle(longEnough);
        List<int[]> rows =
                Arrays.stream(longEnough)
                        .limit(spec.rows())
                        .mapToObj(i -> {
                            int[] ids = all.get(i).ids();
                            int start = draws.below(ids.length - spec.tokens());
                            return Arrays.copyOfRange(ids, start, start + spec.tokens());
                        })
                        .toList();
        String text =
                "%d rows of %d tokens of %s, seed %d"
                        .formatted(spec.rows(), spec.tokens(), name, spec.seed());
        return new CalibrationRows(rows, new Resolution.Source(text, sha256(rows)));
    }

    private static String sha256(List<int[]> rows) {
        return Hashes.sha256(rows.stream().map(Arrays::toString).toList().toString());
    }
}
