package org.dllm.experiments.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.util.HashSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RandomStreamsTests {

    private static final RandomStreams STREAMS = new RandomStreams(42);

    @Test
    void nameAndCountersIdentifyAStream() {
        assertThat(STREAMS.stream("noise", 1, 2).next())
                .isEqualTo(new RandomStreams(42).stream("noise", 1, 2).next());
        var first = new HashSet<Long>();
        for (String name : new String[] {"noise", "nois", "shuffle"}) {
            for (int i = 0; i < 50; i++) {
                for (int j = 0; j < 50; j++) {
                    first.add(STREAMS.stream(name, i, j).next());
                }
            }
        }
        first.add(new RandomStreams(43).stream("noise", 0, 0).next());
        assertThat(first).hasSize(3 * 50 * 50 + 1);
    }

    /** Recorded values; every JDK and machine must give the same. */
    @Test
    void valuesNeverChange() {
        var stream = STREAMS.stream("noise", 3);
        assertThat(stream.next()).isEqualTo(-6531781929125679940L);
        assertThat(stream.uniform()).isEqualTo(0.9861910645973336);
    }

    @Test
    void distributionsHaveTheirMoments() {
        int n = 200_000;
        double[] gaussian = new double[2];
        double[] logistic = new double[2];
        double uniform = 0;
        for (int i = 0; i < n; i++) {
            // the first number of many streams, because neighbouring streams must be independent
            double g = STREAMS.stream("g", i).gaussian();
            double l = STREAMS.stream("l", i / 1000, i % 1000).logistic();
            gaussian[0] += g / n;
            gaussian[1] += g * g / n;
            logistic[0] += l / n;
            logistic[1] += l * l / n;
            uniform += STREAMS.stream("u", i).uniform() / n;
        }
        assertThat(gaussian[0]).isCloseTo(0, offset(0.01));
        assertThat(gaussian[1]).isCloseTo(1, offset(0.02));
        assertThat(logistic[0]).isCloseTo(0, offset(0.02));
        assertThat(logistic[1]).isCloseTo(Math.PI * Math.PI / 3, offset(0.05));
        assertThat(uniform).isCloseTo(0.5, offset(0.003));
    }

    @Test
    void shufflesAndBoundsStayInRange() {
        var counts = new int[7];
        var stream = STREAMS.stream("below");
        for (int i = 0; i < 70_000; i++) {
            counts[stream.below(7)]++;
        }
        assertThat(IntStream.of(counts)).allMatch(count -> count > 9_600 && count < 10_400);
        int[] order = IntStream.range(0, 100).toArray();
        stream.shuffle(order);
        assertThat(order).doesNotHaveDuplicates().hasSize(100);
        assertThat(order[0] == 0 && order[1] == 1 && order[2] == 2).isFalse();
    }
}
