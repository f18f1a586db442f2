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
    private static final class Weighed implements CalibratedModel {
        private final List<Double> importance;
        private final List<List<Integer>> measured = new ArrayList<>();

        private Weighed(List<Double> importance) {
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
        assertThat(model.measured).hasSize(10 + 9 + 8 + 7 + 6);
        assertThat(kept.tried())
                .extracting(one -> one.layers().size())
                .containsExactly(5, 6, 7, 8, 9);
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
                .isEqualTo(new StaticLayers(List.of(0, 2), null, null));
    }

    @Test
    void moreLayersThanTheModelHasAreRefused() {
        assertThatThrownBy(() -> keeping(4).requireReachable(3))
                .hasMessage("method.count: expected at most the model's 3 layers, found 4");
    }
}
