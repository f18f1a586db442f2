package org.dllm.notebooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import org.dflib.DataFrame;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabTests {

    @TempDir static Path home;
    private static Lab lab;

    @BeforeAll
    static void fill() throws Exception {
        lab = Lab.connect(Filled.in(home).environment());
    }

    @Test
    void runsComeNewestFirst() {
        DataFrame runs = lab.runs();
        assertThat(runs.getColumn("id")).containsExactly("dddddddd", "bbbbbbbb", "aaaaaaaa");
        assertThat(runs.getColumn("created_at").get(0)).isInstanceOf(Instant.class);
    }

    @Test
    void theNewestExperimentIsOneThatHasToldWhichLayersRan() {
        assertThat(lab.experiments().getColumn("name")).containsExactly("waiting", "quickstart");
        assertThat(lab.newestExperiment()).isEqualTo("quickstart");
    }

    @Test
    void resultsHaveAColumnForEachMetric() {
        DataFrame results = lab.results("quickstart");
        assertThat(results.getColumn("chain/exact_match")).containsExactly(0.75, 0.5);
        assertThat(results.getColumn("chain/perplexity")).containsExactly(null, Double.NaN);
    }

    @Test
    void metricsComeInTheOrderOfSteps() {
        DataFrame points = lab.metrics("aaaaaaaa", "train/loss");
        assertThat(points.height()).isEqualTo(40);
        assertThat(Frames.number(points, "value", 0)).isEqualTo(4.0);
        assertThat(Frames.number(points, "value", 19)).isNaN();
        assertThat(Frames.number(lab.keys("aaaaaaaa"), "last", 0)).isEqualTo(3.0 / 40 + 1);
    }

    @Test
    void questionsTakeArguments() {
        assertThat(lab.sql("SELECT name FROM run WHERE id = ?", "aaaaaaaa").getColumn("name"))
                .containsExactly("dense");
    }

    @Test
    void nothingCanBeWritten() {
        assertThatThrownBy(() -> lab.sql("DELETE FROM sample"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> lab.sql("SELECT id FROM FINAL TABLE (UPDATE run SET name = 'x')"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(lab.runs().getColumn("name")).containsExactly("later", "dllm", "dense");
    }

    @Test
    void aWrongQueryIsShownWithItsError() {
        assertThatThrownBy(() -> lab.sql("SELECT nonsense FROM run"))
                .hasMessageContaining("NONSENSE")
                .hasMessageContaining("SELECT nonsense FROM run");
    }
}
