package org.dllm.experiments.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.dllm.experiments.data.EncodedExample;
import org.dllm.experiments.random.RandomStreams;
import org.dllm.experiments.train.TrainingSet;
import org.junit.jupiter.api.Test;

class HeldOutTests {

    private static final TrainingData DATA =
            new TrainingData(
                    List.of(
                            new TrainingSet(3, examples(0, 40)),
                            new TrainingSet(1, examples(40, 60))),
                    new TreeMap<>(),
                    2);

    private static List<EncodedExample> examples(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(id -> new EncodedExample(new int[] {id, 0}, 1))
                .toList();
    }

    private static List<Integer> ids(List<EncodedExample> examples) {
        return examples.stream().map(one -> one.ids()[0]).toList();
    }

    @Test
    void noExampleIsBothHeldOutAndTrainedOn() {
        HeldOut cut = HeldOut.cut(DATA, 10, new RandomStreams(1));
        List<Integer> heldOut = ids(cut.examples());
        List<Integer> first = ids(cut.training().sets().get(0).examples());
        List<Integer> second = ids(cut.training().sets().get(1).examples());
        assertThat(heldOut).hasSize(10).doesNotContainAnyElementsOf(first);
        assertThat(heldOut).doesNotContainAnyElementsOf(second).doesNotHaveDuplicates();
        // 7.5 and 2.5 by share
        assertThat(first).hasSize(40 - 8).isSorted();
        assertThat(second).hasSize(20 - 2).isSorted();
    }

    @Test
    void theSeedAloneDecides() {
        HeldOut cut = HeldOut.cut(DATA, 10, new RandomStreams(1));
        assertThat(HeldOut.cut(DATA, 10, new RandomStreams(1)).source()).isEqualTo(cut.source());
        assertThat(HeldOut.cut(DATA, 10, new RandomStreams(2)).source()).isNotEqualTo(cut.source());
    }

    @Test
    void withoutHeldOutExamplesTheDataStayAsTheyAre() {
        assertThat(HeldOut.cut(DATA, 0, new RandomStreams(1)).training()).isSameAs(DATA);
    }
}
