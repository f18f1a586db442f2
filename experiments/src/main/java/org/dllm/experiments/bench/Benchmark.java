package org.dllm.experiments.bench;

import java.util.List;
import java.util.Map;

/** Rows of the table that are measured together. The constructor does setup and warm-up. */
public interface Benchmark extends AutoCloseable {

    /** The rows that each turn measures, in the order of the table. */
    List<BenchmarkRow> rows();

    /** Measures every row once; returns values by row name, in the row's unit. */
    Map<String, Double> turn();

    @Override
    void close();
}
