package org.dllm.experiments.eval;

import java.util.LinkedHashMap;
import java.util.Map;
import org.dllm.experiments.model.Trace;

/**
 * Entries of the key-value caches when generation has ended, one entry being one token's key and
 * value in one layer: the mean per sequence read, its bytes in fp32, and the share of what the
 * dense model would hold for the same tokens.
 */
public record KeptEntries() implements Metric {

    @Override
    public Map<String, Double> of(Evaluation evaluation) {
        long kept = 0;
        long dense = 0;
        long sequences = 0;
        for (Answered answered : evaluation.answers()) {
            Trace trace = answered.generation().trace();
            sequences += trace.tokens() > 0 ? 1 : 0;
            dense += (long) trace.layers() * trace.tokens();
            for (int layer = 0; layer < trace.layers(); layer++) {
                kept += trace.keptEntries(layer);
            }
        }
        var values = new LinkedHashMap<String, Double>();
        if (dense > 0) {
            double mean = (double) kept / sequences;
            long width = evaluation.subject().decoder().config().keyValueWidth();
            values.put("kv_entries", mean);
            values.put("kv_bytes", mean * 2 * width * Float.BYTES);
            values.put("kv_ratio", (double) kept / dense);
        }
        return values;
    }
}
