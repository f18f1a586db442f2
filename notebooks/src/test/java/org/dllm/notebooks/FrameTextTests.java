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
    void numbersStandToTheRightWithFourDigits() {
        assertThat(FrameText.html(FRAME)).contains("<td style=\"text-align:right\">0.3333</td>");
    }

    @Test
    void missingIsNeverBlank() {
        assertThat(FrameText.plain(FRAME)).contains("–     2").contains("2 rows × 2 columns");
    }

    @Test
    void longFramesSayHowMuchIsShown() {
        DataFrame frame = DataFrame.foldByRow("n").of((Object[]) new Integer[100]);
        assertThat(FrameText.plain(frame)).contains("100 rows × 1 columns, the first 60 shown");
    }
}
