package org.dllm.experiments.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.dllm.experiments.data.WikiText2;
import org.junit.jupiter.api.Test;

class SearchedLayersTests {

    /** A model whose loss is the total importance of the absent layers. */
    static class Weighed implements CalibratedModel {
        private final List<Double> importance;
        private final List<List<Integer>> measured = new ArrayList<>();

        Weighed(List<Double> importance) {
            this.importance = importance;
        }

        @Override
        public BlockRanking ranking(String by) {
            return new BlockRanking(importance);
        }

        @Override
        public int layers() {
            return importance.size();
        }

        @Override
        public double nll(List<Integer> layers) {
            measured.add(layers);
            double loss = 0;
            for (int layer = 0; layer < importance.size(); layer++) {
                loss += layers.contains(layer) ? 0 : importance.get(layer);
            }
            return loss;
        }

        @Override
        public Resolution.Source source() {
            return new Resolution.Source("text", "0");
        }
    }

    private static SearchedLayers keeping(int keep) {
        return new SearchedLayers(
                keep, new CalibrationSpec(new WikiText2(), "train", 10, 128, 1234));
    }

    private static Resolution.Kept kept(int keep, CalibratedModel model) {
        return Objects.requireNonNull(keeping(keep).resolve(model).kept());
    }

    @Test
    void fewSetsAreAllTried() {
        var model = new Weighed(List.of(9.0, 1.0, 8.0, 2.0, 7.0, 3.0, 6.0, 4.0));
        Resolution.Kept kept = kept(5, model);
        assertThat(kept.layers()).containsExactly(0, 2, 4, 6, 7);
        assertThat(model.measured).hasSize(56).doesNotHaveDuplicates();
        assertThat(kept.tried()).hasSize(56);
        assertThat(kept.tried().getFirst().nll()).isEqualTo(6);
    }

    @Test
    void manySetsAreSearchedByRemovingOneLayerAfterTheOther() {
        var model = new Weighed(List.of(9.0, 1.0, 8.0, 2.0, 7.0, 3.0, 6.0, 4.0, 5.0, 0.5));
        Resolution.Kept kept = kept(5, model);
        assertThat(kept.layers()).containsExactly(0, 2, 4, 6, 8);
        assertThat(model.measured)
                .as("the orders leave the same set, which is not measured again")
                .hasSize(10 + 9 + 8 + 7 + 6);
        assertThat(kept.tried())
                .extracting(one -> one.layers().size())
                .containsExactly(5, 6, 7, 8, 9);
    }

    @Test
    void aBetterSetOfAnOrderIsChosen() {
        // the greedy search removes layer 0 first, and every set of five without it is bad
        var model =
                new Weighed(List.of(0.5, 1.0, 1.0, 1.0, 1.0, 1.0, 5.0, 5.0, 5.0, 5.0)) {
                    @Override
                    public double nll(List<Integer> layers) {
                        boolean bad = !layers.contains(0) && layers.size() == 5;
                        return super.nll(layers) + (bad ? 100 : 0);
                    }

                    @Override
                    public BlockRanking ranking(String by) {
                        double first = by.equals("taylor") ? 9 : -1;
                        return new BlockRanking(
                                List.of(first, 0.0, 0.0, 0.0, 0.0, 0.0, 5.0, 5.0, 5.0, 5.0));
                    }
                };
        Resolution.Kept kept = kept(5, model);
        assertThat(kept.layers()).containsExactly(0, 6, 7, 8, 9);
        assertThat(kept.tried().get(1).nll()).isGreaterThan(100);
    }

    @Test
    void aRateDeterminesTheNumberOfLayers() {
        CalibrationSpec text = keeping(1).calibration();
        var model = new Weighed(List.of(4.0, 1.0, 3.0, 2.0));
        var rate = new SearchedLayers(null, 0.5, null, null, text);
        assertThat(rate.resolved(rate.resolve(model))).isEqualTo(new StaticLayers(List.of(0, 2)));
        var sibling = new SearchedLayers(null, null, "dllm", null, text);
        assertThat(sibling.sibling()).contains("dllm");
        assertThatThrownBy(() -> sibling.resolve(model))
                .hasMessage("the rate of dllm must be measured first");
        SearchedLayers measured =
                sibling.atRate(new MeasuredRate("dllm", "t/executed_rate", 0.7, List.of()));
        assertThat(measured.resolved(measured.resolve(model)))
                .isEqualTo(new StaticLayers(List.of(0, 2, 3)));
        var shortened = new ShortenedLlama("taylor", null, null, "dllm", null, false, text);
        MethodSpec shorter =
                shortened.atRate(new MeasuredRate("dllm", "t/executed_rate", 0.7, List.of()));
        assertThat(shorter.resolved(shorter.resolve(model)))
                .isEqualTo(new StaticLayers(List.of(0, 2, 3)));
    }

    @Test
    void allLayersAreOneSet() {
        assertThat(kept(3, new Weighed(List.of(1.0, 2.0, 3.0))).layers()).containsExactly(0, 1, 2);
    }

    @Test
    void theChosenLayersExecute() {
        var model = new Weighed(List.of(3.0, 1.0, 2.0));
        SearchedLayers method = keeping(2);
        assertThat(method.resolved(method.resolve(model)))
                .isEqualTo(new StaticLayers(List.of(0, 2)));
    }

    @Test
    void moreLayersThanTheModelHasAreRefused() {
        assertThatThrownBy(() -> keeping(4).requireReachable(3))
                .hasMessage("method.count: expected at most the model's 3 layers, found 4");
    }
}
