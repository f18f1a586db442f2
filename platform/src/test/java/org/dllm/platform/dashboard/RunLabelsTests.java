package org.dllm.platform.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.dllm.platform.run.PrimaryMetrics;
import org.dllm.platform.run.Run;
import org.dllm.platform.run.RunId;
import org.dllm.platform.run.RunMethod;
import org.dllm.platform.run.RunState;
import org.junit.jupiter.api.Test;

class RunLabelsTests {

    private static final String LETTERS = "abcdefghijklmnop";
    private int next;

    @Test
    void aLabelNamesDifferencesOnly() {
        assertThat(labels(true, run("dense", "{}", 0), run("d-llm", "{}", 0)))
                .containsExactly("dense", "d-llm");
        assertThat(
                        labels(
                                true,
                                run("d-llm", "{\"method.target\":0.5,\"train.steps\":60}", 0),
                                run("d-llm", "{\"method.target\":0.7,\"train.steps\":60}", 1)))
                .containsExactly("target=0.5 seed=0", "target=0.7 seed=1");
    }

    @Test
    void axesThatEndInTheSameWordKeepTheirPaths() {
        assertThat(
                        labels(
                                true,
                                run("x", "{\"a.rate\":1,\"b.rate\":1}", 0),
                                run("x", "{\"a.rate\":2,\"b.rate\":2}", 0)))
                .containsExactly("a.rate=1 b.rate=1", "a.rate=2 b.rate=2");
    }

    @Test
    void runsWithoutDifferencesAreLabelledByTheirIds() {
        List<String> labels = labels(true, run("x", "{}", 0), run("x", "{}", 0));
        assertThat(labels).doesNotHaveDuplicates().allMatch(label -> label.startsWith("x "));
        assertThat(labels(true, run("x", "{}", 0))).containsExactly("x");
    }

    @Test
    void labelsOfSeedGroupsOmitTheSeed() {
        assertThat(labels(false, run("x", "{}", 0), run("x", "{}", 1))).containsExactly("x", "x");
    }

    private List<String> labels(boolean seeds, Run... runs) {
        var labels = new RunLabels(Arrays.asList(runs), seeds);
        return Arrays.stream(runs).map(labels::of).toList();
    }

    private Run run(String variant, String gridPoint, long seed) {
        return new Run(
                new RunId("aaaaaaa" + LETTERS.charAt(next++ % LETTERS.length())),
                1,
                "e",
                1,
                variant + " and more",
                "",
                variant,
                gridPoint,
                new RunMethod("dllm", "D-LLM"),
                seed,
                RunState.QUEUED,
                null,
                0,
                "cpu",
                null,
                0,
                1,
                0,
                0,
                null,
                Instant.EPOCH,
                null,
                null,
                null,
                null,
                null,
                null,
                Map.of(),
                new PrimaryMetrics(null, null, null, null),
                "",
                null,
                null);
    }
}
