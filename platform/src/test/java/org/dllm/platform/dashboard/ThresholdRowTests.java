package org.dllm.platform.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dllm.experiments.experiment.PrimaryMetric;
import org.junit.jupiter.api.Test;

class ThresholdRowTests {

    private static final PrimaryMetric TASK = new PrimaryMetric("sums", "exact_match", true);

    @Test
    void theMethodsThresholdIsFollowedByTheOthersInOrder() {
        List<ThresholdRow> rows =
                rows(
                        Map.of(
                                "sums/exact_match", 0.8,
                                "sums/flops_ratio/all", 0.6,
                                "sums@threshold=0.7/exact_match", 0.5,
                                "sums@threshold=0.1/exact_match", 0.9,
                                "sums@threshold=0.1/flops_ratio/all", 0.95,
                                "sums2@threshold=0.3/exact_match", 0.4));
        assertThat(rows).extracting(ThresholdRow::threshold).containsExactly("", "0.1", "0.7");
        assertThat(rows).extracting(row -> row.quality().value()).containsExactly(0.8, 0.9, 0.5);
        assertThat(rows.get(1).flops().value()).isEqualTo(0.95);
    }

    @Test
    void aRunWithOneThresholdHasNoRows() {
        assertThat(rows(Map.of("sums/exact_match", 0.8))).isEmpty();
    }

    private static List<ThresholdRow> rows(Map<String, Double> values) {
        return ThresholdRow.of(new FinalMetrics(new TreeMap<>(values), Map.of(), List.of(TASK)));
    }
}
