package org.dllm.experiments.eval;

import java.util.ArrayList;
import java.util.List;
import java.util.LongSummaryStatistics;
import org.dllm.experiments.model.Trace;

/**
 * KV entries at the end of generation, where one entry is one token's key and value in one layer:
 * the mean per sequence, its bytes in fp32, and the share of the dense model's entries for the same
 * tokens. For generated answers also the bytes that the caches really had, with free places and
 * padding to the longest sequence of a batch.
 */
public record KeptEntries() implements Metric {

    @Override
    public List<Measure> measures() {
        return List.of(
                new Measure("kv_entries", "KV entries per sequence", false),
                new Measure("kv_bytes", "KV bytes per sequence", false),
                new Measure("kv_bytes_allocated", "KV bytes allocated per sequence", false),
                new Measure("kv_ratio", "KV entries, share of dense", false));
    }

    @Override
    public List<Result> of(Evaluated task) {
        var count = new Count();
        task.forEach(answer -> answer.computed().forEach(reading -> count.add(reading.trace())));
        if (count.dense == 0) {
            return List.of();
        }
        long sequences = count.sequences;
        double mean = (double) count.kept / sequences;
        long width = task.model().decoder().config().keyValueWidth();
        var results =
                new ArrayList<>(
                        List.of(
                                new Result("kv_entries", mean, null, sequences),
                                new Result(
                                        "kv_bytes",
                                        mean * 2 * width * Float.BYTES,
                                        null,
                                        sequences),
                                new Result(
                                        "kv_ratio",
                                        (double) count.kept / count.dense,
                                        null,
                                        sequences)));
        var allocated = new LongSummaryStatistics();
        task.forEach(GeneratedAnswer.class, answer -> allocated.accept(answer.kvBytes()));
        if (allocated.getCount() > 0) {
            double bytes = allocated.getAverage();
            results.add(new Result("kv_bytes_allocated", bytes, null, allocated.getCount()));
        }
        return results;
    }

    private static final class Count {
        private long kept;
        private long dense;
        private long sequences;

        void add(Trace trace) {
            sequences++;
            dense += (long) trace.layers() * trace.tokens();
            for (int layer = 0; layer < trace.layers(); layer++) {
                kept += trace.keptEntries(layer);
            }
        }
    }
}
