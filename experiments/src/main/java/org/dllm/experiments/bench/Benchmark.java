package org.dllm.experiments.bench;

import java.util.List;
import java.util.Map;

/** Some rows that are measured together; set up and warm once it exists. */
public interface Benchmark extends AutoCloseable {

    /** What each turn measures, in the order of the table. */
    List<BenchmarkRow> rows();

    /** Measures every row once, by its name. */
    Map<String, Double> turn();

    @Override
    void close();
}
