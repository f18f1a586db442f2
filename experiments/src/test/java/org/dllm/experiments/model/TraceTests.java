package org.dllm.experiments.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class TraceTests {

    /**
     * The traces of all answers of a task are in memory at once, for what is told of them later.
     */
    @Test
    void aTokenTakesABitPerLayer() {
        int layers = 32;
        int tokens = 10_000;
        var ran = new boolean[layers];
        ran[3] = true;
        var trace = new Trace(layers, true);
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int token = 0; token < tokens; token++) {
            trace.add(ran);
        }
        // the bits grow by doubling
        assertThat(threads.getCurrentThreadAllocatedBytes() - before)
                .isLessThan(4L * tokens * layers / Byte.SIZE);
        assertThat(trace.tokens()).isEqualTo(tokens);
        assertThat(trace.keptEntries(3)).isEqualTo(tokens);
        assertThat(trace.keptEntries(4)).isZero();
    }
}
