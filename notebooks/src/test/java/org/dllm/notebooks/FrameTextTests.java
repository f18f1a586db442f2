package org.dllm.notebooks;

import static org.assertj.core.api.Assertions.assertThat;

import org.dflib.DataFrame;
import org.junit.jupiter.api.Test;

class FrameTextTests {

    private static final DataFrame FRAME =
            DataFrame.foldByRow("name", "value").of("<b>", 1.0 / 3, null, 2L);

    @Test
    void textIsEscapedInHtml() {
        assertThat(FrameText.html(FRAME)).contains("<td>&lt;b&gt;</td>").doesNotContain("<b>");
    }

    @Test
    void numbersAreRightAlignedWithFourDigits() {
        assertThat(FrameText.html(FRAME)).contains("<td style=\"text-align:right\">0.3333</td>");
    }

    @Test
    void largeNumbersAreWrittenOut() {
        DataFrame costs =
                DataFrame.foldByRow("bytes", "flops").of(51_234.56, 2.61e8, 1234.56, 2.5e-7);
        assertThat(FrameText.plain(costs)).contains("51235  261000000").contains("1235   2.5E-7");
    }

    @Test
    void aMissingValueIsADash() {
        assertThat(FrameText.plain(FRAME)).contains("–     2").contains("2 rows × 2 columns");
    }

    @Test
    void longFramesShowTheNumberOfListedRows() {
        DataFrame frame = DataFrame.foldByRow("n").of((Object[]) new Integer[100]);
        assertThat(FrameText.plain(frame)).contains("100 rows × 1 columns, the first 60 shown");
    }
}
