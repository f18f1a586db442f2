package org.dllm.experiments.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.dllm.experiments.data.EncodedExample;
import org.dllm.experiments.random.RandomStreams;
import org.junit.jupiter.api.Test;

class BatchesTests {

    private static EncodedExample numbered(int number) {
        return new EncodedExample(new int[] {number, 0}, 1);
    }

    private static List<EncodedExample> numbered(int from, int count) {
        return IntStream.range(from, from + count).mapToObj(BatchesTests::numbered).toList();
    }

    private static Batches batches() {
        return new Batches(
                List.of(new TrainingSet(3, numbered(0, 10)), new TrainingSet(1, numbered(100, 7))),
                new RandomStreams(1));
    }

    @Test
    void anEpochHasEachExampleOnceInANewOrder() {
        var batches =
                new Batches(List.of(new TrainingSet(1, numbered(0, 20))), new RandomStreams(1));
        List<Integer> first = batches.next(20).stream().map(s -> s.ids()[0]).toList();
        List<Integer> second = batches.next(20).stream().map(s -> s.ids()[0]).toList();
        assertThat(first).doesNotHaveDuplicates().isNotEqualTo(second);
        assertThat(second).containsExactlyInAnyOrderElementsOf(first);
    }

    @Test
    void setsAlternateAccordingToTheirShares() {
        List<Sequence> drawn = batches().next(400);
        assertThat(drawn).filteredOn(s -> s.ids()[0] < 100).hasSize(300);
        for (int from = 0; from < 400; from += 4) {
            assertThat(drawn.subList(from, from + 4)).filteredOn(s -> s.ids()[0] < 100).hasSize(3);
        }
    }

    @Test
    void resumingAtAnyDrawGivesTheSameSequences() {
        var whole = new ArrayList<Integer>();
        batches().next(60).forEach(s -> whole.add(s.ids()[0]));
        for (int at = 0; at < 60; at++) {
            var resumed = batches();
            resumed.skipTo(at);
            assertThat(resumed.next(60 - at).stream().map(s -> s.ids()[0]).toList())
                    .isEqualTo(whole.subList(at, 60));
        }
    }

    @Test
    void resumingAcrossAnEpochsEndGivesTheSameSequences() {
        List<Integer> whole = batches().next(60).stream().map(s -> s.ids()[0]).toList();
        var resumed = batches();
        resumed.next(3);
        resumed.skipTo(45);
        assertThat(resumed.next(15).stream().map(s -> s.ids()[0]).toList())
                .isEqualTo(whole.subList(45, 60));
    }
}
