package org.dllm.experiments.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.IntStream;
import org.dllm.experiments.routing.Site;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class TraceTests {

    /** The traces of all answers of a task are in memory at once, because reports need them. */
    @Test
    void aTraceTakesOneBitPerTokenAndLayer() {
        int layers = 32;
        int tokens = 10_000;
        var ran = new boolean[Site.count(layers)];
        ran[Site.attention(3)] = true;
        ran[Site.feedForward(3)] = true;
        var trace = new Trace(layers, true);
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int token = 0; token < tokens; token++) {
            trace.add(ran);
        }
        // the bit set grows by doubling
        assertThat(threads.getCurrentThreadAllocatedBytes() - before)
                .isLessThan(4L * tokens * layers / Byte.SIZE);
        assertThat(trace.tokens()).isEqualTo(tokens);
        assertThat(trace.keptEntries(3)).isEqualTo(tokens);
        assertThat(trace.keptEntries(4)).isZero();
    }

    @Test
    void aTraceWithBranchesSurvivesJson() {
        var trace = new Trace(2, true, new Branches(new int[] {3, 3, 5}));
        for (int token = 0; token < 8; token++) {
            boolean even = token % 2 == 0;
            trace.add(new boolean[] {true, true, even, even});
        }
        var json = new JsonMapper();
        Trace read = json.readValue(json.writeValueAsString(trace), Trace.class);
        assertThat(read.tokens()).isEqualTo(8);
        for (int layer = 0; layer < 2; layer++) {
            assertThat(read.visibleKeys(layer)).isEqualTo(trace.visibleKeys(layer));
        }
        assertThat(IntStream.range(0, 8).map(read::position))
                .containsExactly(0, 1, 2, 3, 4, 3, 4, 5);
        // tokens 0 and 2 of the beginning and 4 and 6 of the branches keep a key
        assertThat(read.visibleKeys(1)).containsExactly(1, 1, 2, 2, 3, 2, 3, 3);
    }

    @Test
    void aTraceWithDecisionsPerSiteSurvivesJson() {
        var trace = new Trace(2, true);
        trace.add(new boolean[] {true, false, false, true});
        trace.add(new boolean[] {true, true, false, false});
        var json = new JsonMapper();
        Trace read = json.readValue(json.writeValueAsString(trace), Trace.class);
        for (Trace one : List.of(trace, read)) {
            assertThat(IntStream.range(0, 4).filter(site -> one.executed(0, site)))
                    .containsExactly(0, 3);
            assertThat(IntStream.range(0, 4).filter(site -> one.executed(1, site)))
                    .containsExactly(0, 1);
            // only the attention leaves an entry
            assertThat(one.keptEntries(0)).isEqualTo(2);
            assertThat(one.keptEntries(1)).isZero();
        }
    }

    @Test
    void aTraceWithOneDecisionPerLayerIsWrittenAsBeforeSites() {
        String stored =
                """
                {"layers":3,"evict":true,"tokens":2,"branches":[],"executed":"Gw=="}\
                """;
        var json = new JsonMapper();
        Trace read = json.readValue(stored, Trace.class);
        for (int layer = 0; layer < 3; layer++) {
            for (int token = 0; token < 2; token++) {
                // bits 0, 1, 3 and 4
                assertThat(read.executed(token, Site.attention(layer))).isEqualTo(layer < 2);
                assertThat(read.executed(token, Site.feedForward(layer))).isEqualTo(layer < 2);
            }
        }
        assertThat(json.writeValueAsString(read)).isEqualTo(stored);
    }
}
