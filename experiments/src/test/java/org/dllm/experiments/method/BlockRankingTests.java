package org.dllm.experiments.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class BlockRankingTests {

    private final BlockRanking ranking =
            new BlockRanking(List.of(9.0, 1.0, 8.0, 2.0, 7.0, 3.0, 6.0, 4.0, 5.0));

    @Test
    void theLeastImportantBlockIsRemovedFirst() {
        assertThat(ranking.order()).containsExactly(1, 3, 5, 7, 8, 6, 4, 2, 0);
    }

    @Test
    void plusVariantsKeepTheFirstFourBlocksAndTheLastTwo() {
        assertThat(ranking.orderKeepingEnds()).containsExactly(5, 6, 4);
    }

    @Test
    void blocksOfEqualScoreKeepTheirOrder() {
        assertThat(new BlockRanking(List.of(1.0, 1.0, 0.0)).order()).containsExactly(2, 0, 1);
    }

    @Test
    void aScoreThatIsNotFiniteIsRejected() {
        assertThatThrownBy(() -> new BlockRanking(List.of(1.0, Double.NaN)))
                .hasMessageContaining("block 1, found NaN");
    }
}
