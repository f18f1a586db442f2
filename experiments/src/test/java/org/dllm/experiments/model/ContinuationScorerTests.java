package org.dllm.experiments.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.dllm.experiments.routing.Gate;
import org.dllm.experiments.routing.KvPolicy;
import org.dllm.experiments.routing.Routers;
import org.dllm.experiments.routing.Site;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContinuationScorerTests {

    /** Sums of up to 150 nats in float32. */
    private static final Offset<Double> CLOSE = Offset.offset(1e-4);

    private static final List<Gate> GATES =
            List.of(
                    Gate.DENSE,
                    // routed, with forced first tokens and layers (TinyLlama.keeping)
                    TinyLlama.keeping(2, 2, (_, _, _) -> Gate.ASK),
                    // routed, with layers that no token of a short context may execute
                    Gate.ofLayers((_, _, l) -> l < 2 ? Gate.EXECUTE : Gate.ASK),
                    // random decisions
                    Gate.ofLayers(
                            (s, p, l) -> (byte) ((s * 7919 + p * 104729L + l * 1299709L) / 64 % 2)),
                    // static
                    Gate.ofLayers((_, _, l) -> l % 2 == 0 ? Gate.EXECUTE : Gate.SKIP),
                    // a layer in which all texts keep the same positions, then one that no token
                    // executes
                    Gate.ofLayers((_, p, l) ->
                            l == 3 ? Gate.SKIP : l < 2 || p % 2 == 0 ? Gate.EXECUTE : Gate.ASK));

    private final Random random = new Random(5);
    private NDManager manager;
    private LlamaWeights weights;
    private Routers routers;

    @BeforeEach
    void model() {
        manager = NDManager.newBaseManager();
        weights = TinyLlama.weights(TinyLlama.CONFIG, manager);
        routers = TinyLlama.routers(TinyLlama.CONFIG, 2, 16, manager);
    }

    @AfterEach
    void free() {
        manager.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void scoreOfAContinuationDoesNotDependOnOthers(boolean evict) {
        List<Continuations> all =
                List.of(
                        continuations(0, 12, 5, 9, 1, 30),
                        continuations(1, 1, 3, 3),
                        continuations(2, 25, 1, 1, 1, 1),
                        continuations(3, 40, 1),
                        continuations(4, 3, 17, 2),
                        continuations(5, 7, 1, 12));
        for (Gate gate : GATES) {
            try (var decoder = decoder(evict)) {
                List<ContinuationScores> together =
                        new ContinuationScorer(decoder).score(all, gate);
                for (int i = 0; i < all.size(); i++) {
                    assertEqualsAlone(together.get(i), all.get(i), decoder, gate);
                    var alone = new ContinuationScorer(decoder).score(List.of(all.get(i)), gate);
                    assertEqualsAlone(alone.getFirst(), all.get(i), decoder, gate);
                }
            }
        }
    }

    @Test
    void branchesAttendOnlyToTheirBeginningAndThemselves() {
        int[] context = random(6);
        int[] shorter = random(4);
        int[] longer = Arrays.copyOf(shorter, 9);
        var all = new Continuations(0, context, List.of(shorter, longer, shorter, context));
        try (var decoder = decoder(true)) {
            for (Gate gate : GATES) {
                var scores = new ContinuationScorer(decoder).score(List.of(all), gate).getFirst();
                assertEqualsAlone(scores, all, decoder, gate);
            }
        }
    }

    @Test
    void theBeginningThatContinuationsShareIsReadOnce() {
        int[] beginning = random(5);
        int[] shorter = joined(beginning, new int[] {1, 2});
        int[] longer = joined(beginning, new int[] {3, 4, 5, 6});
        var all = new Continuations(0, random(6), List.of(shorter, longer));
        assertThat(all.shared()).isEqualTo(5);
        assertThat(all.tokens()).isEqualTo(6 + 5 + 1 + 3);
        assertThat(Arrays.copyOfRange(all.ids(), 6, 15))
                .containsExactly(joined(beginning, new int[] {1, 3, 4, 5}));
        try (var decoder = decoder(true)) {
            for (Gate gate : GATES) {
                var scores = new ContinuationScorer(decoder).score(List.of(all), gate).getFirst();
                assertEqualsAlone(scores, all, decoder, gate);
            }
        }
    }

    @Test
    void oneTokenOfEachContinuationIsNotShared() {
        var same = new Continuations(0, new int[] {1}, List.of(new int[] {2, 3}, new int[] {2, 3}));
        var prefix = new Continuations(0, new int[] {1}, List.of(new int[] {2}, new int[] {2, 3}));
        var one = new Continuations(0, new int[] {1}, List.of(new int[] {2, 3, 4}));
        assertThat(same.shared()).isEqualTo(1);
        assertThat(prefix.shared()).isZero();
        assertThat(one.shared()).isEqualTo(2);
        assertThat(one.ids()).containsExactly(1, 2, 3);
    }

    @Test
    void aContinuationIsGreedyIfTheModelGeneratesIt() {
        int[] context = random(8);
        try (var decoder = decoder(true)) {
            int[] written =
                    new Generator(decoder, Sampling.GREEDY)
                            .generate(List.of(new Prompt(0, context)), Gate.DENSE, 7, _ -> false)
                            .getFirst()
                            .ids();
            int[] otherEnd = written.clone();
            otherEnd[6] = (otherEnd[6] + 1) % TinyLlama.CONFIG.vocabulary();
            int[] otherBeginning = written.clone();
            otherBeginning[0] = (otherBeginning[0] + 1) % TinyLlama.CONFIG.vocabulary();
            var all = new Continuations(0, context, List.of(written, otherEnd, otherBeginning));
            var scores = new ContinuationScorer(decoder).score(List.of(all), Gate.DENSE);
            assertThat(scores.getFirst().each())
                    .extracting(ContinuationScores.OneScore::greedy)
                    .containsExactly(true, false, false);
        }
    }

    @Test
    void aLargeBatchIsSplitAndScoresKeepTheirOrder() {
        List<Continuations> all =
                IntStream.range(0, 60)
                        .mapToObj(i -> continuations(i, 5 + i % 31, 1 + i % 17, 20))
                        .toList();
        try (var decoder = decoder(true)) {
            List<ContinuationScores> together =
                    new ContinuationScorer(decoder).score(all, GATES.get(1));
            for (int i = 0; i < all.size(); i++) {
                assertEqualsAlone(together.get(i), all.get(i), decoder, GATES.get(1));
            }
        }
    }

    @Test
    void theContextIsCountedOnce() {
        var all = continuations(0, 10, 5, 8);
        try (var decoder = decoder(true)) {
            Trace trace =
                    new ContinuationScorer(decoder)
                            .score(List.of(all), Gate.DENSE)
                            .getFirst()
                            .trace();
            assertThat(trace.tokens()).isEqualTo(all.tokens()).isEqualTo(10 + 4 + 7);
            assertThat(IntStream.range(0, 21).map(trace::position))
                    .containsExactly(
                            0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 10, 11, 12, 13, 14, 15,
                            16);
            assertThat(trace.keptEntries(0)).isEqualTo(21);
            assertThat(trace.visibleKeys(0))
                    .containsExactly(
                            1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 11, 12, 13, 14, 15, 16,
                            17);
        }
    }

    @Test
    void emptyContextsAndContinuationsAreRejected() {
        assertThatThrownBy(() -> new Continuations(7, new int[0], List.of(new int[] {1})))
                .hasMessageContaining("sequence 7");
        assertThatThrownBy(() -> new Continuations(7, new int[] {1}, List.of()))
                .hasMessageContaining("sequence 7");
        assertThatThrownBy(() -> new Continuations(7, new int[] {1}, List.of(new int[0])))
                .hasMessageContaining("number 0 of sequence 7");
        try (var decoder = decoder(true)) {
            assertThat(new ContinuationScorer(decoder).score(List.of(), Gate.DENSE)).isEmpty();
        }
    }

    @Test
    void aTextLongerThanTheContextIsRejected() {
        int context = TinyLlama.CONFIG.context();
        var fits = continuations(0, context - 5, 6, 6);
        var longer = continuations(0, context - 5, 6, 7);
        try (var decoder = decoder(true)) {
            var scorer = new ContinuationScorer(decoder);
            assertEqualsAloneButItsLast(
                    scorer.score(List.of(fits), Gate.DENSE).getFirst(), fits, decoder);
            assertThatThrownBy(() -> scorer.score(List.of(longer), Gate.DENSE))
                    .hasMessageContaining("97 tokens")
                    .hasMessageContaining("96");
        }
    }

    private void assertEqualsAlone(
            ContinuationScores scores, Continuations all, Decoder decoder, Gate gate) {
        int context = all.context().length;
        int before = context + all.shared();
        int start = before;
        for (int t = 0; t < all.texts().size(); t++) {
            int[] text = all.texts().get(t);
            int own = text.length - 1 - all.shared();
            var whole = new Prompt(all.sequence(), joined(all.context(), text));
            Score alone = new Scorer(decoder).score(List.of(whole), gate).getFirst();
            double sum = 0;
            for (int i = context - 1; i < alone.nll().length; i++) {
                sum -= alone.nll()[i];
            }
            assertThat(scores.each().get(t).logP()).isCloseTo(sum, CLOSE);
            assertThat(scores.each().get(t).tokens()).isEqualTo(text.length);
            assertSameDecisions(scores.trace(), start, alone.trace(), before, own);
            start += own;
        }
        assertThat(scores.trace().tokens()).isEqualTo(start);
    }

    /**
     * Checks that tokens of a branch from {@code start} on and the {@code before} tokens that all
     * branches share have the same decisions as in a single text.
     */
    private static void assertSameDecisions(
            Trace branched, int start, Trace alone, int before, int tokens) {
        for (int l = 0; l < alone.layers(); l++) {
            int[] visible = branched.visibleKeys(l);
            int[] expected = alone.visibleKeys(l);
            for (int p = 0; p < before + tokens; p++) {
                int token = p < before ? p : start + p - before;
                int site = Site.attention(l);
                assertThat(branched.executed(token, site)).isEqualTo(alone.executed(p, site));
                assertThat(branched.position(token)).isEqualTo(p);
                assertThat(visible[token]).isEqualTo(expected[p]);
            }
        }
    }

    /**
     * Compares without the last token, which is beyond the model's context and has no effect on the
     * score.
     */
    private void assertEqualsAloneButItsLast(
            ContinuationScores scores, Continuations all, Decoder decoder) {
        var reference = new MaskedForward(weights, Optional.of(routers), KvPolicy.EVICT);
        for (int t = 0; t < all.texts().size(); t++) {
            int[] whole = joined(all.context(), all.texts().get(t));
            try (NDManager scope = manager.newSubManager()) {
                var read = new Prompt(0, Arrays.copyOf(whole, whole.length - 1));
                float[] logP =
                        reference
                                .run(read, Gate.DENSE, scope)
                                .logits()
                                .logSoftmax(1)
                                .toFloatArray();
                double sum = 0;
                for (int i = all.context().length; i < whole.length; i++) {
                    sum += logP[(i - 1) * decoder.config().vocabulary() + whole[i]];
                }
                assertThat(scores.each().get(t).logP()).isCloseTo(sum, Offset.offset(1e-4));
            }
        }
    }

    private Continuations continuations(long sequence, int context, int... lengths) {
        var texts = new ArrayList<int[]>();
        for (int length : lengths) {
            texts.add(random(length));
        }
        return new Continuations(sequence, random(context), texts);
    }

    private int[] random(int length) {
        return random.ints(length, 0, TinyLlama.CONFIG.vocabulary()).toArray();
    }

    private static int[] joined(int[] a, int[] b) {
        return IntStream.concat(IntStream.of(a), IntStream.of(b)).toArray();
    }

    private Decoder decoder(boolean evict) {
        return new Decoder(weights, Optional.of(routers), KvPolicy.of(evict));
    }
}
